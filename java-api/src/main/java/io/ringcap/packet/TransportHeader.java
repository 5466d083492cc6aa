package io.ringcap.packet;

import static io.ringcap.packet.PacketHeaders.NONE;

/** TCP, UDP, ICMP or ICMPv6, as {@link PacketHeaders} shows it. Confined to one thread. */
final class TransportHeader {
    static final int ICMP = 1;
    static final int TCP = 6;
    static final int UDP = 17;
    static final int ICMPV6 = 58;

    private static final int PORTS_BYTES = 4;
    private static final int TCP_BYTES = 20;
    private static final int UDP_BYTES = 8;
    private static final int ICMP_BYTES = 8;

    /** The protocol whose header was read; NONE when none was. */
    int decoded;

    int sourcePort;
    int destinationPort;
    int tcpFlags;
    long tcpSequence;
    long tcpAcknowledgement;
    int tcpWindow;
    int udpLength;
    int icmpType;
    int icmpCode;
    int icmpRest;

    /** Where the payload begins, or the header that could not be read. */
    int next;

    /** Where the payload ends by what the headers say. */
    int end;

    void clear(int at, int networkEnd) {
        decoded = NONE;
        sourcePort = NONE;
        destinationPort = NONE;
        tcpFlags = 0;
        tcpSequence = NONE;
        tcpAcknowledgement = NONE;
        tcpWindow = NONE;
        udpLength = NONE;
        icmpType = NONE;
        icmpCode = NONE;
        icmpRest = 0;
        next = at;
        end = networkEnd;
    }

    /** Reads the header at {@link #next}. */
    HeaderEnd read(PacketView packet, int protocol) {
        return switch (protocol) {
            case TCP -> tcp(packet, packet.capturedLength());
            case UDP -> udp(packet, packet.capturedLength());
            case ICMP, ICMPV6 -> icmp(packet, packet.capturedLength(), protocol);
            case NetworkHeader.NO_NEXT_HEADER -> HeaderEnd.COMPLETE;
            default -> HeaderEnd.UNKNOWN_PROTOCOL;
        };
    }

    /** What is wrong with a header of so many bytes at {@link #next}; COMPLETE when nothing is. */
    private HeaderEnd missing(int bytes, int captured) {
        return end - next < bytes ? HeaderEnd.MALFORMED : captured - next < bytes ? HeaderEnd.CUT : HeaderEnd.COMPLETE;
    }

    /** Ports are the first four bytes, and worth knowing even where the rest is cut off. */
    private void ports(PacketView packet, int captured) {
        if (missing(PORTS_BYTES, captured) == HeaderEnd.COMPLETE) {
            sourcePort = packet.getUnsignedShort(next);
            destinationPort = packet.getUnsignedShort(next + 2);
        }
    }

    private HeaderEnd tcp(PacketView packet, int captured) {
        final int at = next;
        ports(packet, captured);
        final HeaderEnd fixedPart = missing(TCP_BYTES, captured);
        if (fixedPart != HeaderEnd.COMPLETE) {
            return fixedPart;
        }
        decoded = TCP;
        tcpSequence = Integer.toUnsignedLong(packet.getInt(at + 4));
        tcpAcknowledgement = Integer.toUnsignedLong(packet.getInt(at + 8));
        final int lengthAndFlags = packet.getUnsignedShort(at + 12);
        tcpFlags = lengthAndFlags & 0x1ff;
        tcpWindow = packet.getUnsignedShort(at + 14);
        final int headerBytes = (lengthAndFlags >>> 12) * 4;
        if (headerBytes < TCP_BYTES) {
            return HeaderEnd.MALFORMED;
        }
        final HeaderEnd options = missing(headerBytes, captured);
        if (options == HeaderEnd.COMPLETE) {
            next = at + headerBytes;
        }
        return options;
    }

    private HeaderEnd udp(PacketView packet, int captured) {
        ports(packet, captured);
        final HeaderEnd header = missing(UDP_BYTES, captured);
        if (header != HeaderEnd.COMPLETE) {
            return header;
        }
        decoded = UDP;
        udpLength = packet.getUnsignedShort(next + 4);
        if (udpLength != 0) {
            // It is 0 where the length does not fit into 16 bits.
            if (udpLength < UDP_BYTES) {
                return HeaderEnd.MALFORMED;
            }
            end = Math.min(end, next + udpLength);
        }
        next += UDP_BYTES;
        return HeaderEnd.COMPLETE;
    }

    private HeaderEnd icmp(PacketView packet, int captured, int protocol) {
        final HeaderEnd header = missing(ICMP_BYTES, captured);
        if (header == HeaderEnd.COMPLETE) {
            decoded = protocol;
            icmpType = packet.getUnsignedByte(next);
            icmpCode = packet.getUnsignedByte(next + 1);
            icmpRest = packet.getInt(next + 4);
            next += ICMP_BYTES;
        }
        return header;
    }
}
