/** Sources of blocks: the C shim, the JNA fallback, synthetic traffic. Not for embedders. */
@NullMarked
package io.ringcap.internal.pcap;

import org.jspecify.annotations.NullMarked;
