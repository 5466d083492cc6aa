/** The rows of pcap-jdk7. */
@NullMarked
package io.ringcap.peer.jdk7;

import org.jspecify.annotations.NullMarked;
