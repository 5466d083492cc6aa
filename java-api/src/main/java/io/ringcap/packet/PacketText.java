package io.ringcap.packet;

import java.time.ZoneId;

/**
 * Makes one readable line about a packet: time, addresses, ports, protocol, flags, length; what {@code --print} and a handler that
 * logs show. One object serves for all packets and is confined to one thread. It allocates nothing once the builder is large enough;
 * a character outside Latin-1 in a name makes the builder grow once more.
 *
 * <pre>
 * 10:15:30.000000001 IP 192.0.2.1.40000 &gt; 192.0.2.2.443: TCP [S.], frame length 74
 * </pre>
 *
 * <p>Whatever the packet and the names of processes are, it stays one line without control characters. What is not decoded is
 * called so.
 */
public final class PacketText {
    private static final String TCP_FLAGS = "FSRP.UEWe";
    private static final int MOST_NAME_BYTES = 64;
    private static final int LEAST_ETHERTYPE = 0x600;
    private static final int ARP_REQUEST = 1;
    private static final int ARP_REPLY = 2;

    private final PacketHeaders headers = new PacketHeaders();
    private final TimeOfDay time;

    /** Shows times in the time zone of this machine. */
    public PacketText() {
        this(ZoneId.systemDefault());
    }

    /**
     * Shows times in a zone.
     *
     * @param zone whose time of day to show
     */
    public PacketText(ZoneId zone) {
        time = new TimeOfDay(zone);
    }

    /**
     * Appends the line about a packet, without a line feed.
     *
     * @param into what to append to
     * @param packet what to describe
     * @return the builder
     */
    public StringBuilder appendTo(StringBuilder into, PacketView packet) {
        return appendTo(into, packet, "");
    }

    /**
     * Appends the line about a packet of an interface.
     *
     * @param into what to append to
     * @param packet what to describe
     * @param interfaceName shown behind the time; nothing when it is empty
     * @return the builder
     */
    public StringBuilder appendTo(StringBuilder into, PacketView packet, CharSequence interfaceName) {
        time.append(into, packet.timestampNs());
        into.append(' ');
        if (!interfaceName.isEmpty()) {
            PrintableText.append(into, interfaceName, MOST_NAME_BYTES);
            into.append(' ');
        }
        appendHeaders(into, headers.wrap(packet), packet);
        final long original = Integer.toUnsignedLong(packet.originalLength());
        into.append(", frame length ").append(original);
        if (packet.capturedLength() < original) {
            into.append(" (").append(packet.capturedLength()).append(" captured)");
        }
        if (packet.processId() != 0) {
            // Last, because a name may look like any of the other parts.
            into.append(", process ").append(packet.processId()).append(' ');
            PrintableText.append(into, packet.processName(), MOST_NAME_BYTES);
        }
        return into;
    }

    private void appendHeaders(StringBuilder into, PacketHeaders of, PacketView packet) {
        for (int i = 0; i < of.vlanCount(); i++) {
            into.append("vlan ").append(of.vlanId(i)).append(' ');
        }
        if (of.isArp()) {
            appendArp(into, of);
        } else if (of.ipVersion() != 0) {
            appendIp(into, of, packet);
        } else {
            appendLink(into, of);
        }
    }

    /** Of what is neither IP nor ARP, or cannot be read so far, the link is all there is to show. */
    private void appendLink(StringBuilder into, PacketHeaders of) {
        if (of.sourceMac() != PacketHeaders.NONE) {
            AddressText.appendMac(into, of.sourceMac());
            if (of.destinationMac() != PacketHeaders.NONE) {
                AddressText.appendMac(into.append(" > "), of.destinationMac());
            }
            into.append(' ');
        }
        if (of.end() == HeaderEnd.UNKNOWN_ETHERTYPE && of.etherType() == PacketHeaders.NONE) {
            into.append("unknown address family");
        } else if (of.end() == HeaderEnd.UNKNOWN_LINK_TYPE || of.etherType() == PacketHeaders.NONE) {
            into.append("link type ").append(of.linkType());
        } else if (of.etherType() == LinkHeader.ETHERTYPE_IPV4) {
            into.append("IP");
        } else if (of.etherType() == LinkHeader.ETHERTYPE_IPV6) {
            into.append("IP6");
        } else if (of.etherType() == LinkHeader.ETHERTYPE_ARP) {
            into.append("ARP");
        } else if (of.etherType() < LEAST_ETHERTYPE && of.destinationMac() != PacketHeaders.NONE) {
            // On Ethernet that is a length; cooked links have numbers of Linux's own there.
            into.append("802.3 frame");
        } else {
            AddressText.appendHex(into.append("ethertype 0x"), of.etherType(), 4);
        }
        appendEnd(into, of);
    }

    private void appendArp(StringBuilder into, PacketHeaders of) {
        into.append("ARP ");
        if (of.arpOperation() == ARP_REQUEST && of.hasAddresses()) {
            of.appendSource(of.appendDestination(into.append("who-has ")).append(" from "));
        } else if (of.arpOperation() == ARP_REPLY && of.hasAddresses()) {
            of.appendSource(into.append("reply "));
            if (of.arpSenderMac() != PacketHeaders.NONE) {
                AddressText.appendMac(into.append(" is-at "), of.arpSenderMac());
            }
        } else {
            into.append("operation ").append(of.arpOperation());
        }
        appendEnd(into, of);
    }

    private void appendIp(StringBuilder into, PacketHeaders of, PacketView packet) {
        of.appendSource(into.append(of.isIpv4() ? "IP " : "IP6 "));
        if (of.hasPorts()) {
            into.append('.').append(of.sourcePort());
        }
        of.appendDestination(into.append(" > "));
        if (of.hasPorts()) {
            into.append('.').append(of.destinationPort());
        }
        appendProtocol(into.append(": "), of.protocol());
        if (of.isTcp()) {
            appendTcpFlags(into, of.tcpFlags());
        } else if (of.isIcmp()) {
            IcmpText.appendIcmp(into.append(' '), of);
        } else if (of.isIcmpv6()) {
            IcmpText.appendIcmpv6(into.append(' '), of, packet);
        }
        if (of.isFragment()) {
            into.append(" fragment at ").append(of.fragmentOffset());
            into.append(" (id ").append(of.fragmentId()).append(of.hasMoreFragments() ? ", more follow)" : ", last)");
        }
        appendEnd(into, of);
    }

    private static void appendProtocol(StringBuilder into, int protocol) {
        switch (protocol) {
            case TransportHeader.ICMP -> into.append("ICMP");
            case TransportHeader.TCP -> into.append("TCP");
            case TransportHeader.UDP -> into.append("UDP");
            case TransportHeader.ICMPV6 -> into.append("ICMP6");
            case NetworkHeader.NO_NEXT_HEADER -> into.append("no next header");
            case 2 -> into.append("IGMP");
            case 4 -> into.append("IP in IP");
            case 41 -> into.append("IP6 in IP");
            case 47 -> into.append("GRE");
            case 50 -> into.append("ESP");
            case 51 -> into.append("AH");
            case 132 -> into.append("SCTP");
            default -> into.append("protocol ").append(protocol);
        }
    }

    private static void appendTcpFlags(StringBuilder into, int flags) {
        into.append(" [");
        for (int i = 0; i < TCP_FLAGS.length(); i++) {
            if ((flags & 1 << i) != 0) {
                into.append(TCP_FLAGS.charAt(i));
            }
        }
        into.append(']');
    }

    private static void appendEnd(StringBuilder into, PacketHeaders of) {
        switch (of.end()) {
            case COMPLETE, LATER_FRAGMENT -> {}
            case CUT -> into.append(" [cut]");
            case MALFORMED -> into.append(" [malformed]");
            case TOO_MANY -> into.append(" [too many headers]");
            case UNKNOWN_LINK_TYPE, UNKNOWN_ETHERTYPE, UNKNOWN_PROTOCOL -> into.append(", not decoded");
        }
    }
}
