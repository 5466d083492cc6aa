package io.ringcap.internal.follow;

import io.ringcap.internal.pcap.SocketTable;

/**
 * A socket by what packets show of it. Addresses are halves of 16 bytes, those of IPv4 as IPv6 writes them; one that is bound to no
 * address, or talks to nobody in particular, has zeroes there. Immutable.
 */
record SocketKey(
        int protocol, long localHigh, long localLow, int localPort, long remoteHigh, long remoteLow, int remotePort) {

    static SocketKey of(SocketTable sockets, int index) {
        final boolean isConnected = sockets.remotePort(index) != 0;
        return new SocketKey(
                sockets.protocol(index),
                sockets.localHigh(index),
                sockets.localLow(index),
                sockets.localPort(index),
                isConnected ? sockets.remoteHigh(index) : 0,
                isConnected ? sockets.remoteLow(index) : 0,
                sockets.remotePort(index));
    }

    /** Protocol and own port as one number. */
    int port() {
        return protocol << Short.SIZE | localPort;
    }
}
