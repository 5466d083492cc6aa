/** Ringcap's rows of the comparison. */
@NullMarked
package io.ringcap.peer.ringcap;

import org.jspecify.annotations.NullMarked;
