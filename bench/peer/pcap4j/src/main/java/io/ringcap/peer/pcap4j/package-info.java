/** The rows of pcap4j. */
@NullMarked
package io.ringcap.peer.pcap4j;

import org.jspecify.annotations.NullMarked;
