/**
 * Blocks of packets and the allocation-free views on them.
 *
 * <p>A view shows memory of the ring: it is valid during the call that it was given to, on that thread. What is to be kept is
 * copied.
 */
@NullMarked
package io.ringcap.packet;

import org.jspecify.annotations.NullMarked;
