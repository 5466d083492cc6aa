package io.ringcap.sink;

import io.ringcap.packet.PacketView;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** One readable line about one packet: time, addresses, protocol, length. What it does not know it says. Confined to a thread. */
final class PacketLine {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.nnnnnnnnn").withZone(ZoneId.systemDefault());
    private static final int LINKTYPE_ETHERNET = 1;
    private static final int LINKTYPE_RAW = 101;
    private static final int LINKTYPE_SLL = 113;
    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int ETHERTYPE_ARP = 0x0806;
    private static final int ETHERTYPE_VLAN = 0x8100;
    private static final int ETHERTYPE_IPV6 = 0x86DD;
    private static final int IPV6_HEADER_BYTES = 40;

    private final StringBuilder text = new StringBuilder(160);

    /** The line, valid until the next call. */
    CharSequence of(PacketView packet, String interfaceName) {
        text.setLength(0);
        final long ns = packet.timestampNs();
        TIME.formatTo(Instant.ofEpochSecond(ns / 1_000_000_000L, ns % 1_000_000_000L), text);
        text.append(' ');
        if (!interfaceName.isEmpty()) {
            text.append(interfaceName).append(' ');
        }
        try {
            link(packet);
        } catch (IndexOutOfBoundsException e) {
            text.append(" [cut]");
        }
        text.append(", length ").append(packet.originalLength());
        if (packet.capturedLength() < packet.originalLength()) {
            text.append(" (").append(packet.capturedLength()).append(" captured)");
        }
        return text;
    }

    private void link(PacketView packet) {
        switch (packet.linkType()) {
            case LINKTYPE_ETHERNET -> ethernet(packet);
            case LINKTYPE_SLL -> network(packet, packet.getUnsignedShort(14), 16);
            case LINKTYPE_RAW ->
                network(packet, packet.getUnsignedByte(0) >> 4 == 6 ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4, 0);
            default -> text.append("link type ").append(packet.linkType());
        }
    }

    private void ethernet(PacketView packet) {
        int type = packet.getUnsignedShort(12);
        int at = 14;
        if (type == ETHERTYPE_VLAN) {
            text.append("vlan ").append(packet.getUnsignedShort(14) & 0xFFF).append(' ');
            type = packet.getUnsignedShort(16);
            at = 18;
        }
        network(packet, type, at);
    }

    private void network(PacketView packet, int type, int at) {
        switch (type) {
            case ETHERTYPE_IPV4 -> ipv4(packet, at);
            case ETHERTYPE_IPV6 -> ipv6(packet, at);
            case ETHERTYPE_ARP -> arp(packet, at);
            default -> text.append("ethertype 0x").append(Integer.toHexString(type));
        }
    }

    private void arp(PacketView packet, int at) {
        text.append("ARP ").append(packet.getUnsignedShort(at + 6) == 1 ? "who-has " : "reply ");
        address4(packet, at + 24);
        text.append(" from ");
        address4(packet, at + 14);
    }

    private void ipv4(PacketView packet, int at) {
        final int header = (packet.getUnsignedByte(at) & 0xF) * 4;
        final boolean isFirst = (packet.getUnsignedShort(at + 6) & 0x1FFF) == 0;
        final int protocol = packet.getUnsignedByte(at + 9);
        final boolean hasPorts = isFirst && hasPorts(protocol);
        text.append("IP ");
        address4(packet, at + 12);
        port(packet, hasPorts, at + header);
        text.append(" > ");
        address4(packet, at + 16);
        port(packet, hasPorts, at + header + 2);
        protocol(packet, protocol, at + header, isFirst);
    }

    private void ipv6(PacketView packet, int at) {
        final int protocol = packet.getUnsignedByte(at + 6);
        final boolean hasPorts = hasPorts(protocol);
        text.append("IP6 ");
        address6(packet, at + 8);
        port(packet, hasPorts, at + IPV6_HEADER_BYTES);
        text.append(" > ");
        address6(packet, at + 24);
        port(packet, hasPorts, at + IPV6_HEADER_BYTES + 2);
        protocol(packet, protocol, at + IPV6_HEADER_BYTES, true);
    }

    private static boolean hasPorts(int protocol) {
        return protocol == 6 || protocol == 17;
    }

    private void protocol(PacketView packet, int protocol, int at, boolean isFirst) {
        text.append(": ");
        switch (protocol) {
            case 1 -> text.append("ICMP");
            case 6 -> text.append("TCP");
            case 17 -> text.append("UDP");
            case 58 -> text.append("ICMP6");
            default -> text.append("protocol ").append(protocol);
        }
        if (!isFirst) {
            text.append(" fragment");
        } else if (protocol == 6) {
            flags(packet.getUnsignedByte(at + 13));
        }
    }

    private void flags(int flags) {
        text.append(" [");
        final String names = "FSRP.U";
        for (int i = 0; i < names.length(); i++) {
            if ((flags & 1 << i) != 0) {
                text.append(names.charAt(i));
            }
        }
        text.append(']');
    }

    private void port(PacketView packet, boolean hasPorts, int at) {
        if (hasPorts) {
            text.append('.').append(packet.getUnsignedShort(at));
        }
    }

    private void address4(PacketView packet, int at) {
        for (int i = 0; i < 4; i++) {
            text.append(i == 0 ? "" : ".").append(packet.getUnsignedByte(at + i));
        }
    }

    private void address6(PacketView packet, int at) {
        for (int i = 0; i < 16; i += 2) {
            text.append(i == 0 ? "" : ":").append(Integer.toHexString(packet.getUnsignedShort(at + i)));
        }
    }
}
