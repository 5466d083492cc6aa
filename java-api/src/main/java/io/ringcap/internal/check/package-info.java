/** One check of the machine and the process, before a capture or instead of one. */
@NullMarked
package io.ringcap.internal.check;

import org.jspecify.annotations.NullMarked;
