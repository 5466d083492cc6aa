/**
 * Finds what a capture is about when that is not simply an interface: a namespace, a container, processes, a host's name. Knows the
 * sources below it; nothing above knows how a target is followed.
 */
@NullMarked
package io.ringcap.internal.follow;

import org.jspecify.annotations.NullMarked;
