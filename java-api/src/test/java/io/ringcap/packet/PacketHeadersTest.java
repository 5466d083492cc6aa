package io.ringcap.packet;

import static io.ringcap.packet.Frames.join;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What a handler reads from the headers of a packet. */
class PacketHeadersTest {
    private static final byte[] TEN = Frames.zeros(10);

    private final Frames frames = new Frames();
    private final PacketHeaders headers = new PacketHeaders();

    @Test
    void shouldReadEthernetIpv4AndTcp() {
        ethernet(0x0800, Frames.ipv4(6, Frames.tcp(0x12, TEN)));
        assertTrue(headers.isComplete());
        assertEquals(0x020000000001L, headers.sourceMac());
        assertEquals(0x020000000002L, headers.destinationMac());
        assertEquals(0x0800, headers.etherType());
        assertEquals(PacketHeaders.NONE, headers.vlanId());
        assertEquals(4, headers.ipVersion());
        assertEquals(0, headers.sourceHigh());
        assertEquals(0xffff_c000_0201L, headers.sourceLow());
        assertEquals("192.0.2.1", headers.appendSource(new StringBuilder()).toString());
        assertEquals("192.0.2.2", headers.appendDestination(new StringBuilder()).toString());
        assertEquals(6, headers.protocol());
        assertEquals(64, headers.hopLimit());
        assertEquals(50, headers.ipLength());
        assertFalse(headers.isFragment());
        assertTrue(headers.isTcp());
        assertEquals(40_000, headers.sourcePort());
        assertEquals(443, headers.destinationPort());
        assertEquals(0x01020304L, headers.tcpSequence());
        assertEquals(0xfffefdfcL, headers.tcpAcknowledgement());
        assertEquals(64_000, headers.tcpWindow());
        assertTrue(headers.hasTcpFlags(TcpFlags.SYN | TcpFlags.ACK));
        assertFalse(headers.hasTcpFlags(TcpFlags.SYN | TcpFlags.FIN));
        assertEquals(14, headers.networkOffset());
        assertEquals(54, headers.payloadOffset());
        assertEquals(10, headers.payloadLength());
        assertEquals(10, headers.originalPayloadLength());
    }

    @Test
    void shouldReadUdpBehindIpv6Extensions() {
        ethernet(
                0x86dd,
                Frames.ipv6(0, Frames.extension(60, Frames.extension(44, Frames.fragment6(17, 0, Frames.udp(TEN))))));
        assertTrue(headers.isComplete());
        assertEquals(6, headers.ipVersion());
        assertEquals(17, headers.protocol());
        assertTrue(headers.isUdp());
        assertEquals(53, headers.destinationPort());
        assertEquals(18, headers.udpLength());
        assertEquals(0x20010db800000000L, headers.destinationHigh());
        assertEquals(2, headers.destinationLow());
        assertEquals(0x2a, headers.fragmentId());
        assertFalse(headers.isFragment());
        final byte[] address = new byte[16];
        assertEquals(16, headers.copySource(address));
        assertArrayEquals(join(Frames.IP6_A), address);
    }

    @Test
    void shouldCopyIpv4AddressesAsFourBytes() {
        ethernet(0x0800, Frames.ipv4(17, Frames.udp(TEN)));
        final byte[] address = new byte[4];
        assertEquals(4, headers.copyDestination(address));
        assertArrayEquals(join(Frames.IP_B), address);
        assertThrows(IndexOutOfBoundsException.class, () -> headers.copySource(new byte[3]));
    }

    @Test
    void shouldReadStackedVlanTags() {
        ethernet(0x88a8, Frames.vlan(0xe064, 0x8100, Frames.vlan(0x0005, 0x0800, Frames.ipv4(17, Frames.udp(TEN)))));
        assertEquals(2, headers.vlanCount());
        assertEquals(100, headers.vlanId());
        assertEquals(7, headers.vlanPriority(0));
        assertEquals(5, headers.vlanId(1));
        assertThrows(IndexOutOfBoundsException.class, () -> headers.vlanId(2));
        assertEquals(53, headers.destinationPort());
    }

    @Test
    void shouldGiveUpOnEndlessTagsAndExtensions() {
        byte[] tags = Frames.ipv4(17, Frames.udp(TEN));
        byte[] extensions = Frames.udp(TEN);
        for (int i = 0; i < 1000; i++) {
            tags = Frames.vlan(i, 0x8100, tags);
            extensions = Frames.extension(60, extensions);
        }
        ethernet(0x8100, tags);
        assertEquals(HeaderEnd.TOO_MANY, headers.end());
        assertEquals(8, headers.vlanCount());
        ethernet(0x86dd, Frames.ipv6(60, extensions));
        assertEquals(HeaderEnd.TOO_MANY, headers.end());
        assertFalse(headers.hasPorts());
    }

    @Test
    void shouldReadArp() {
        ethernet(0x0806, join(Frames.arp(2), Frames.zeros(18)));
        assertTrue(headers.isComplete());
        assertTrue(headers.isArp());
        assertEquals(2, headers.arpOperation());
        assertEquals(0x020000000001L, headers.arpSenderMac());
        assertEquals(0x020000000002L, headers.arpTargetMac());
        assertEquals("192.0.2.1", headers.appendSource(new StringBuilder()).toString());
        assertEquals(0, headers.ipVersion());
        assertEquals(0, headers.payloadLength());
    }

    @Test
    void shouldReadEveryLinkTypeThatCarriesIp() {
        final byte[] four = Frames.ipv4(17, Frames.udp(TEN));
        final byte[] six = Frames.ipv6(17, Frames.udp(TEN));
        assertUdp(4, Frames.COOKED, Frames.cooked(0x0800, four));
        assertUdp(6, Frames.COOKED_2, Frames.cooked2(0x86dd, six));
        assertUdp(4, Frames.NULL, join("02000000", four));
        assertUdp(6, Frames.NULL, join("0000001e", six));
        assertUdp(4, Frames.LOOP, join("00000002", four));
        assertUdp(6, Frames.LOOP, join("00000018", six));
        for (int raw : new int[] {Frames.RAW, 12, 14}) {
            assertUdp(4, raw, four);
            assertUdp(6, raw, six);
        }
        assertUdp(4, Frames.IPV4_ONLY, four);
        assertUdp(6, Frames.IPV6_ONLY, six);
    }

    private void assertUdp(int version, int linkType, byte[] packet) {
        wrap(linkType, packet);
        assertTrue(headers.isComplete(), () -> "link type " + linkType + ": " + headers.end());
        assertEquals(version, headers.ipVersion());
        assertEquals(53, headers.destinationPort());
        assertEquals(10, headers.payloadLength());
    }

    @Test
    void shouldNotTakeOtherNumbersForEtherTypes() {
        wrap(Frames.COOKED, join("0004", "0338", "0006", Frames.MAC_A, "0000", "0800", Frames.ipv4(17, TEN)));
        assertEquals(HeaderEnd.UNKNOWN_LINK_TYPE, headers.end(), "netlink");
        wrap(Frames.NULL, join("07000000", TEN));
        assertEquals(HeaderEnd.UNKNOWN_ETHERTYPE, headers.end());
        assertEquals(PacketHeaders.NONE, headers.etherType());
        wrap(Frames.IPV4_ONLY, Frames.ipv6(17, Frames.udp(TEN)));
        assertEquals(HeaderEnd.MALFORMED, headers.end());
    }

    @Test
    void shouldReadPortsInTheFirstFragmentOnly() {
        ethernet(0x0800, Frames.ipv4(17, 0x2000, 38, Frames.udp(TEN)));
        assertTrue(headers.isFragment());
        assertTrue(headers.hasMoreFragments());
        assertEquals(53, headers.destinationPort());
        assertEquals(7, headers.fragmentId());
        ethernet(0x0800, Frames.ipv4(17, 185, 38, Frames.udp(TEN)));
        assertEquals(HeaderEnd.LATER_FRAGMENT, headers.end());
        assertEquals(1480, headers.fragmentOffset());
        assertFalse(headers.hasPorts());
        assertEquals(18, headers.payloadLength());
        ethernet(0x86dd, Frames.ipv6(44, Frames.fragment6(6, 1480 | 1, Frames.tcp(2, TEN))));
        assertEquals(HeaderEnd.LATER_FRAGMENT, headers.end());
        assertEquals(1480, headers.fragmentOffset());
        assertEquals(6, headers.protocol());
        assertFalse(headers.isTcp());
    }

    @Test
    void shouldNotCountPaddingAsPayload() {
        ethernet(0x0800, join(Frames.ipv4(6, Frames.tcp(0x10, Frames.zeros(0))), Frames.zeros(6)));
        assertTrue(headers.isComplete());
        assertEquals(0, headers.payloadLength());
        assertEquals(0, headers.originalPayloadLength());
    }

    @Test
    void shouldTellCapturedPayloadFromOriginal() {
        final byte[] whole = Frames.ethernet(0x0800, Frames.ipv4(6, Frames.tcp(0x10, Frames.zeros(1000))));
        headers.wrap(frames.view(Frames.ETHERNET, Arrays.copyOf(whole, 96), whole.length));
        assertTrue(headers.isComplete());
        assertEquals(96 - 54, headers.payloadLength());
        assertEquals(1000, headers.originalPayloadLength());
    }

    @Test
    void shouldTakeTheLinksLengthWhereIpSaysNone() {
        ethernet(0x0800, Frames.ipv4(6, 0, 0, Frames.tcp(0x10, Frames.zeros(100))));
        assertTrue(headers.isComplete());
        assertEquals(100, headers.payloadLength());
    }

    @Test
    void shouldKnowThePortsOfAHeaderThatIsCut() {
        final byte[] whole = Frames.ethernet(0x0800, Frames.ipv4(6, Frames.tcp(0x10, TEN)));
        headers.wrap(frames.view(Frames.ETHERNET, Arrays.copyOf(whole, 40), whole.length));
        assertTrue(headers.isCut());
        assertFalse(headers.isTcp());
        assertEquals(443, headers.destinationPort());
        assertEquals(34, headers.payloadOffset());
    }

    @Test
    void shouldCallWhatContradictsItselfMalformed() {
        final byte[] shortHeader = Frames.ethernet(0x0800, Frames.ipv4(6, Frames.tcp(0x10, TEN)));
        shortHeader[14] = 0x44;
        assertMalformed(shortHeader);
        assertMalformed(Frames.ethernet(0x0800, Frames.ipv4(6, 0, 19, Frames.tcp(0x10, TEN))));
        assertMalformed(Frames.ethernet(0x0800, Frames.ipv4(6, 0, 39, Frames.tcp(0x10, TEN))));
        assertMalformed(Frames.ethernet(0x0800, Frames.ipv6(17, Frames.udp(TEN))));
        assertMalformed(Frames.ethernet(0x86dd, Frames.ipv4(17, Frames.udp(TEN))));
        assertMalformed(Frames.ethernet(0x0800, Frames.ipv4(17, join("9c40", "0035", "0007", "0000"))));
        final byte[] shortTcp = Frames.ethernet(0x0800, Frames.ipv4(6, Frames.tcp(0x10, TEN)));
        shortTcp[46] = 0x40;
        assertMalformed(shortTcp);
        final byte[] longExtension = Frames.ethernet(0x86dd, Frames.ipv6(0, Frames.extension(17, Frames.udp(TEN))));
        longExtension[55] = (byte) 0xff;
        assertMalformed(longExtension);
    }

    private void assertMalformed(byte[] packet) {
        wrap(Frames.ETHERNET, packet);
        assertEquals(HeaderEnd.MALFORMED, headers.end());
        assertFalse(headers.isCut());
    }

    @Test
    void shouldForgetThePacketBefore() {
        ethernet(0x8100, Frames.vlan(5, 0x0800, Frames.ipv4(6, 0x2000, 60, Frames.tcp(0x12, TEN))));
        wrap(Frames.ETHERNET, new byte[3]);
        assertTrue(headers.isCut());
        assertEquals(PacketHeaders.NONE, headers.sourceMac());
        assertEquals(PacketHeaders.NONE, headers.etherType());
        assertEquals(0, headers.vlanCount());
        assertEquals(0, headers.ipVersion());
        assertFalse(headers.hasAddresses());
        assertEquals("", headers.appendSource(new StringBuilder()).toString());
        assertEquals(0, headers.copySource(new byte[0]));
        assertEquals(PacketHeaders.NONE, headers.protocol());
        assertFalse(headers.isFragment());
        assertFalse(headers.hasPorts());
        assertFalse(headers.isTcp());
        assertEquals(0, headers.tcpFlags());
        assertFalse(headers.hasTcpFlags(0));
    }

    private void ethernet(int etherType, byte[] payload) {
        wrap(Frames.ETHERNET, Frames.ethernet(etherType, payload));
    }

    private void wrap(int linkType, byte[] packet) {
        headers.wrap(frames.view(linkType, packet));
    }
}
