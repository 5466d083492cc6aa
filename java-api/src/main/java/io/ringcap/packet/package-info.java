/** Blocks of packets and the allocation-free views on them. */
@NullMarked
package io.ringcap.packet;

import org.jspecify.annotations.NullMarked;
