package io.ringcap.packet;

/** Says in words what an ICMP or ICMPv6 packet is about. Allocates nothing. */
final class IcmpText {
    private static final int ADDRESS_BYTES = 16;

    private IcmpText() {}

    static void appendIcmp(StringBuilder into, PacketHeaders headers) {
        switch (headers.icmpType()) {
            case 0 -> appendEcho(into, "echo reply", headers);
            case 3 -> appendUnreachable(into, headers);
            case 4 -> into.append("source quench");
            case 5 -> AddressText.appendIpv4(into.append("redirect to "), headers.icmpRest());
            case 8 -> appendEcho(into, "echo request", headers);
            case 9 -> into.append("router advertisement");
            case 10 -> into.append("router solicitation");
            case 11 -> appendTimeExceeded(into, headers);
            case 12 -> into.append("parameter problem");
            case 13 -> into.append("timestamp request");
            case 14 -> into.append("timestamp reply");
            default -> appendNumbers(into, headers);
        }
    }

    static void appendIcmpv6(StringBuilder into, PacketHeaders headers, PacketView packet) {
        switch (headers.icmpType()) {
            case 1 -> appendUnreachable6(into, headers);
            case 2 -> into.append("packet too big, MTU ").append(Integer.toUnsignedLong(headers.icmpRest()));
            case 3 -> appendTimeExceeded(into, headers);
            case 4 -> into.append("parameter problem");
            case 128 -> appendEcho(into, "echo request", headers);
            case 129 -> appendEcho(into, "echo reply", headers);
            case 130 -> into.append("multicast listener query");
            case 131, 143 -> into.append("multicast listener report");
            case 132 -> into.append("multicast listener done");
            case 133 -> into.append("router solicitation");
            case 134 -> into.append("router advertisement");
            case 135 -> appendNeighbour(into, "neighbour solicitation", headers, packet);
            case 136 -> appendNeighbour(into, "neighbour advertisement", headers, packet);
            case 137 -> into.append("redirect");
            default -> appendNumbers(into, headers);
        }
    }

    private static void appendEcho(StringBuilder into, String name, PacketHeaders headers) {
        into.append(name).append(" id ").append(headers.icmpRest() >>> Short.SIZE);
        into.append(" seq ").append(headers.icmpRest() & 0xffff);
    }

    private static void appendUnreachable(StringBuilder into, PacketHeaders headers) {
        switch (headers.icmpCode()) {
            case 0 -> into.append("network unreachable");
            case 1 -> into.append("host unreachable");
            case 2 -> into.append("protocol unreachable");
            case 3 -> into.append("port unreachable");
            case 4 -> into.append("fragmentation needed, MTU ").append(headers.icmpRest() & 0xffff);
            case 9, 10, 13 -> into.append("unreachable, administratively prohibited");
            default -> into.append("unreachable, code ").append(headers.icmpCode());
        }
    }

    private static void appendUnreachable6(StringBuilder into, PacketHeaders headers) {
        switch (headers.icmpCode()) {
            case 0 -> into.append("no route");
            case 1 -> into.append("unreachable, administratively prohibited");
            case 3 -> into.append("address unreachable");
            case 4 -> into.append("port unreachable");
            default -> into.append("unreachable, code ").append(headers.icmpCode());
        }
    }

    private static void appendTimeExceeded(StringBuilder into, PacketHeaders headers) {
        into.append(headers.icmpCode() == 1 ? "time exceeded in reassembly" : "time exceeded in transit");
    }

    private static void appendNeighbour(StringBuilder into, String name, PacketHeaders headers, PacketView packet) {
        into.append(name);
        if (headers.payloadLength() >= ADDRESS_BYTES) {
            final int at = headers.payloadOffset();
            AddressText.appendIpv6(
                    into.append(headers.icmpType() == 135 ? " who-has " : " of "),
                    packet.getLong(at),
                    packet.getLong(at + Long.BYTES));
        } else {
            into.append(" [cut]");
        }
    }

    private static void appendNumbers(StringBuilder into, PacketHeaders headers) {
        into.append("type ").append(headers.icmpType()).append(" code ").append(headers.icmpCode());
    }
}
