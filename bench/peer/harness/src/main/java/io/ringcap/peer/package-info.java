/** Times what reads a capture file, the same way for all. */
@NullMarked
package io.ringcap.peer;

import org.jspecify.annotations.NullMarked;
