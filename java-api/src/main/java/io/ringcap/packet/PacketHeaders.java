package io.ringcap.packet;

/**
 * The headers of one packet after the other: link, VLAN tags, ARP, IPv4, IPv6 with its extension headers, TCP, UDP, ICMP. One
 * object serves a handler for all its packets; it allocates nothing, is confined to one thread, and keeps no reference to the
 * packet: what was read stays readable until the next {@link #wrap}.
 *
 * <pre>{@code
 * headers.wrap(packet);
 * if (headers.destinationPort() == 443 && headers.hasTcpFlags(TcpFlags.SYN)) { ... }
 * }</pre>
 *
 * <p>No packet makes it fail, whatever its bytes are: it reads as far as it can, and {@link #end()} says why not further. A number
 * that the packet does not have is {@link #NONE}, but for those for which that could be a value: addresses, {@link #fragmentOffset},
 * {@link #tcpFlags} and {@link #icmpRest} are 0 then, so ask {@link #hasAddresses}, {@link #isFragment}, {@link #isTcp},
 * {@link #isIcmp} or {@link #isIcmpv6} first.
 */
public final class PacketHeaders {
    /** The value of whatever this packet does not have. */
    public static final int NONE = -1;

    private static final int VLAN_ID_MASK = 0xfff;
    private static final long IPV4_MAPPED = 0xffff;

    private final LinkHeader link = new LinkHeader();
    private final NetworkHeader network = new NetworkHeader();
    private final TransportHeader transport = new TransportHeader();
    private HeaderEnd end = HeaderEnd.CUT;
    private int linkType = NONE;
    private int networkOffset;
    private int payloadLength;
    private int originalPayloadLength;

    /** Headers of no packet until they wrap one. */
    public PacketHeaders() {
        network.clear(0);
        transport.clear(0, 0);
    }

    /**
     * Reads the headers of a packet; those of the packet before are forgotten.
     *
     * @param packet what to read
     * @return this
     */
    public PacketHeaders wrap(PacketView packet) {
        linkType = packet.linkType();
        end = link.read(packet);
        networkOffset = link.next;
        network.clear(link.next);
        if (end == HeaderEnd.COMPLETE) {
            end = network.read(packet, link.etherType);
        }
        transport.clear(network.next, network.end);
        if (end == HeaderEnd.COMPLETE && network.version != 0) {
            end = transport.read(packet, network.protocol);
        }
        final int captured = packet.capturedLength();
        // An original length below what was captured is not to be believed.
        final int original = Math.max(captured, packet.originalLength());
        payloadLength = Math.max(0, Math.min(transport.end, captured) - transport.next);
        originalPayloadLength = Math.max(0, Math.min(transport.end, original) - transport.next);
        return this;
    }

    // ---- how far it was read ----

    /** {@return why the headers end where they end} */
    public HeaderEnd end() {
        return end;
    }

    /** {@return whether every header was read, so that what follows is the payload of TCP, UDP or ICMP, or nothing after ARP} */
    public boolean isComplete() {
        return end == HeaderEnd.COMPLETE;
    }

    /** {@return whether the captured bytes end before the headers do} */
    public boolean isCut() {
        return end == HeaderEnd.CUT;
    }

    /** {@return where the first byte is that is not header: the payload, or the header that could not be read} */
    public int payloadOffset() {
        return transport.next;
    }

    /** {@return how many captured bytes follow there; padding of the link is not counted} */
    public int payloadLength() {
        return payloadLength;
    }

    /** {@return how many bytes that were on the wire} */
    public int originalPayloadLength() {
        return originalPayloadLength;
    }

    // ---- link ----

    /** {@return the link type of the packet, a LINKTYPE number} */
    public int linkType() {
        return linkType;
    }

    /** {@return the sender's MAC address as a number of 48 bits; NONE for links without} */
    public long sourceMac() {
        return link.sourceMac;
    }

    /** {@return the receiver's MAC address; NONE for all links but Ethernet} */
    public long destinationMac() {
        return link.destinationMac;
    }

    /**
     * {@return what the link carries, behind all VLAN tags: 0x0800 is IPv4, also on links that say so in other words} Below 0x0600
     * it is the length of an IEEE 802.3 frame.
     */
    public int etherType() {
        return link.etherType;
    }

    /** {@return how many VLAN tags the packet has; 802.1Q, 802.1ad (QinQ)} */
    public int vlanCount() {
        return link.vlanTags;
    }

    /** {@return the id of the outermost VLAN tag} */
    public int vlanId() {
        return link.vlanTags == 0 ? NONE : link.vlanTag(0) & VLAN_ID_MASK;
    }

    /**
     * {@return the id of a VLAN tag}
     *
     * @param index 0 for the outermost, below {@link #vlanCount()}
     */
    public int vlanId(int index) {
        return link.vlanTag(index) & VLAN_ID_MASK;
    }

    /**
     * {@return the priority in a VLAN tag, 0 to 7}
     *
     * @param index 0 for the outermost, below {@link #vlanCount()}
     */
    public int vlanPriority(int index) {
        return link.vlanTag(index) >>> 13;
    }

    // ---- network ----

    /** {@return where the header of IP or ARP begins, or would} */
    public int networkOffset() {
        return networkOffset;
    }

    /** {@return whether the packet is one of ARP} */
    public boolean isArp() {
        return network.arpOperation != NONE;
    }

    /** {@return 1 for a question, 2 for an answer of ARP} Its sender is the source, its target the destination. */
    public int arpOperation() {
        return network.arpOperation;
    }

    /** {@return whose MAC address an ARP packet tells} */
    public long arpSenderMac() {
        return network.arpSenderMac;
    }

    /** {@return the MAC address that an ARP packet asks for or is for; in a question mostly 0} */
    public long arpTargetMac() {
        return network.arpTargetMac;
    }

    /** {@return 4, 6, or 0 when it is not IP} */
    public int ipVersion() {
        return network.version;
    }

    /** {@return whether it is IPv4} */
    public boolean isIpv4() {
        return network.version == 4;
    }

    /** {@return whether it is IPv6} */
    public boolean isIpv6() {
        return network.version == 6;
    }

    /** {@return whether the packet says who sends it to whom: IP, and ARP for IPv4} */
    public boolean hasAddresses() {
        return (network.sourceLow | network.sourceHigh | network.destinationLow | network.destinationHigh) != 0
                || network.version == 6;
    }

    /** {@return the first eight bytes of the source address; 0 for IPv4} */
    public long sourceHigh() {
        return network.sourceHigh;
    }

    /** {@return the last eight bytes of the source address; one of IPv4 has {@code 0x0000ffff} before its 32 bits} */
    public long sourceLow() {
        return network.sourceLow;
    }

    /** {@return the first eight bytes of the destination address; 0 for IPv4} */
    public long destinationHigh() {
        return network.destinationHigh;
    }

    /** {@return the last eight bytes of the destination address, as {@link #sourceLow} has them} */
    public long destinationLow() {
        return network.destinationLow;
    }

    /**
     * Appends the source address as text; nothing when there is none.
     *
     * @param into what to append to
     * @return the same
     */
    public StringBuilder appendSource(StringBuilder into) {
        return hasAddresses() ? AddressText.append(into, network.version, network.sourceHigh, network.sourceLow) : into;
    }

    /**
     * Appends the destination address as text; nothing when there is none.
     *
     * @param into what to append to
     * @return the same
     */
    public StringBuilder appendDestination(StringBuilder into) {
        return hasAddresses()
                ? AddressText.append(into, network.version, network.destinationHigh, network.destinationLow)
                : into;
    }

    /**
     * {@return an address as text that was kept as two numbers}
     *
     * @param high such as {@link #sourceHigh}
     * @param low such as {@link #sourceLow}
     */
    public static String addressText(long high, long low) {
        final int version = high == 0 && low >>> Integer.SIZE == IPV4_MAPPED ? 4 : 6;
        return AddressText.append(new StringBuilder(), version, high, low).toString();
    }

    /**
     * Copies the source address into an array.
     *
     * @param into gets the address from its first element on
     * @return how many bytes it has: 16, 4, or 0 when there is none
     * @throws IndexOutOfBoundsException if the array is shorter
     */
    public int copySource(byte[] into) {
        return hasAddresses() ? AddressText.copy(into, network.version, network.sourceHigh, network.sourceLow) : 0;
    }

    /**
     * Copies the destination address into an array.
     *
     * @param into gets the address from its first element on
     * @return how many bytes it has: 16, 4, or 0 when there is none
     * @throws IndexOutOfBoundsException if the array is shorter
     */
    public int copyDestination(byte[] into) {
        return hasAddresses()
                ? AddressText.copy(into, network.version, network.destinationHigh, network.destinationLow)
                : 0;
    }

    /** {@return what IP carries, behind IPv6 extension headers: 6 is TCP} */
    public int protocol() {
        return network.protocol;
    }

    /** {@return IPv4's time to live, IPv6's hop limit} */
    public int hopLimit() {
        return network.hopLimit;
    }

    /** {@return bytes of the IP packet, its header included, as the header has them} */
    public int ipLength() {
        return network.length;
    }

    /** {@return whether this is a part of an IP packet only} */
    public boolean isFragment() {
        return network.fragmentOffset != 0 || network.hasMoreFragments;
    }

    /** {@return where in the whole packet this fragment belongs, in bytes; 0 when it is none} */
    public int fragmentOffset() {
        return network.fragmentOffset;
    }

    /** {@return whether other fragments follow this one} */
    public boolean hasMoreFragments() {
        return network.hasMoreFragments;
    }

    /** {@return what the fragments of one packet have in common: IPv4's identification, or that of IPv6's fragment header} */
    public long fragmentId() {
        return network.fragmentId;
    }

    // ---- transport ----

    /** {@return whether the packet has a TCP header that could be read} */
    public boolean isTcp() {
        return transport.decoded == TransportHeader.TCP;
    }

    /** {@return whether the packet has a UDP header that could be read} */
    public boolean isUdp() {
        return transport.decoded == TransportHeader.UDP;
    }

    /** {@return whether the packet has an ICMP header that could be read} */
    public boolean isIcmp() {
        return transport.decoded == TransportHeader.ICMP;
    }

    /** {@return whether the packet has an ICMPv6 header that could be read} */
    public boolean isIcmpv6() {
        return transport.decoded == TransportHeader.ICMPV6;
    }

    /** {@return whether the ports are known, of TCP or UDP; the rest of the header may be cut off} */
    public boolean hasPorts() {
        return transport.sourcePort != NONE;
    }

    /** {@return the source port of TCP or UDP} */
    public int sourcePort() {
        return transport.sourcePort;
    }

    /** {@return the destination port of TCP or UDP} */
    public int destinationPort() {
        return transport.destinationPort;
    }

    /** {@return the nine flags of TCP, see {@link TcpFlags}; 0 when it is not TCP} */
    public int tcpFlags() {
        return transport.tcpFlags;
    }

    /**
     * {@return whether it is TCP, and all of these flags are set}
     *
     * @param flags such as {@link TcpFlags#SYN}
     */
    public boolean hasTcpFlags(int flags) {
        return (transport.tcpFlags & flags) == flags && isTcp();
    }

    /** {@return TCP's sequence number, 32 bits without a sign} */
    public long tcpSequence() {
        return transport.tcpSequence;
    }

    /** {@return TCP's acknowledgement number, 32 bits without a sign; it counts with {@link TcpFlags#ACK}} */
    public long tcpAcknowledgement() {
        return transport.tcpAcknowledgement;
    }

    /** {@return TCP's window as the header has it, not scaled} */
    public int tcpWindow() {
        return transport.tcpWindow;
    }

    /** {@return bytes of the UDP header and its payload, as the header has them} */
    public int udpLength() {
        return transport.udpLength;
    }

    /** {@return the type of ICMP or ICMPv6} */
    public int icmpType() {
        return transport.icmpType;
    }

    /** {@return the code of ICMP or ICMPv6, which says more about its type} */
    public int icmpCode() {
        return transport.icmpCode;
    }

    /**
     * {@return the four bytes behind the checksum, which mean another thing for each type: identifier and number of an echo, an
     * MTU; 0 when it is neither ICMP nor ICMPv6}
     */
    public int icmpRest() {
        return transport.icmpRest;
    }
}
