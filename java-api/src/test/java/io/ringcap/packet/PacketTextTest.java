package io.ringcap.packet;

import static io.ringcap.packet.Frames.join;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneOffset;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The line about each kind of packet. */
class PacketTextTest {
    private static final String TIME = "09:00:00.123456789 ";
    private static final String ADDRESSES = "IP 192.0.2.1 > 192.0.2.2: ";
    private static final String ADDRESSES6 = "IP6 2001:db8::1 > 2001:db8::2: ";
    private static final byte[] TEN = Frames.zeros(10);

    private final Frames frames = new Frames();
    private final PacketText text = new PacketText(ZoneOffset.UTC);

    @Test
    void shouldShowTcpWithPortsAndFlags() {
        assertEthernet(
                "IP 192.0.2.1.40000 > 192.0.2.2.443: TCP [S.], frame length 64", 0x0800, Frames.ipv4(6, tcp(0x12)));
        assertEthernet(
                "IP 192.0.2.1.40000 > 192.0.2.2.443: TCP [FRPUEW], frame length 64", 0x0800, Frames.ipv4(6, tcp(0xed)));
        assertEthernet(
                "IP 192.0.2.1.40000 > 192.0.2.2.443: TCP [SEWe], frame length 64",
                0x0800,
                Frames.ipv4(6, tcp(TcpFlags.SYN | TcpFlags.ECE | TcpFlags.CWR | TcpFlags.AE)));
        assertEthernet("IP 192.0.2.1.40000 > 192.0.2.2.443: TCP [], frame length 64", 0x0800, Frames.ipv4(6, tcp(0)));
        assertEthernet(
                "IP6 2001:db8::1.40000 > 2001:db8::2.443: TCP [.], frame length 84", 0x86dd, Frames.ipv6(6, tcp(0x10)));
    }

    @Test
    void shouldShowUdp() {
        assertEthernet(
                "IP 192.0.2.1.40000 > 192.0.2.2.53: UDP, frame length 52", 0x0800, Frames.ipv4(17, Frames.udp(TEN)));
    }

    @Test
    void shouldShowVlanTagsFromOutside() {
        final byte[] udp = Frames.ipv4(17, Frames.udp(TEN));
        assertEthernet(
                "vlan 5 IP 192.0.2.1.40000 > 192.0.2.2.53: UDP, frame length 56",
                0x8100,
                Frames.vlan(0x6005, 0x0800, udp));
        assertEthernet(
                "vlan 100 vlan 5 IP 192.0.2.1.40000 > 192.0.2.2.53: UDP, frame length 60",
                0x88a8,
                Frames.vlan(100, 0x8100, Frames.vlan(5, 0x0800, udp)));
    }

    @Test
    void shouldShowWhoAsksAndWhoAnswers() {
        assertEthernet("ARP who-has 192.0.2.2 from 192.0.2.1, frame length 42", 0x0806, Frames.arp(1));
        assertEthernet("ARP reply 192.0.2.1 is-at 02:00:00:00:00:01, frame length 42", 0x0806, Frames.arp(2));
        assertEthernet("ARP operation 8, frame length 42", 0x0806, Frames.arp(8));
        assertEthernet(
                "ARP operation 1, not decoded, frame length 32",
                0x0806,
                join("0001", "86dd", "06", "10", "0001", Frames.zeros(10)));
    }

    @Test
    void shouldSayIcmpInWords() {
        assertIcmp("echo request id 77 seq 3", 8, 0, 0x004d_0003);
        assertIcmp("echo reply id 77 seq 65535", 0, 0, 0x004d_ffff);
        assertIcmp("host unreachable", 3, 1, 0);
        assertIcmp("port unreachable", 3, 3, 0);
        assertIcmp("fragmentation needed, MTU 1400", 3, 4, 1400);
        assertIcmp("unreachable, administratively prohibited", 3, 13, 0);
        assertIcmp("unreachable, code 77", 3, 77, 0);
        assertIcmp("redirect to 192.0.2.254", 5, 0, 0xc00002fe);
        assertIcmp("time exceeded in transit", 11, 0, 0);
        assertIcmp("time exceeded in reassembly", 11, 1, 0);
        assertIcmp("type 40 code 2", 40, 2, 0);
    }

    private void assertIcmp(String words, int type, int code, int rest) {
        assertEthernet(
                ADDRESSES + "ICMP " + words + ", frame length 52",
                0x0800,
                Frames.ipv4(1, Frames.icmp(type, code, rest, TEN)));
    }

    @Test
    void shouldSayIcmpv6InWords() {
        assertIcmpv6("echo request id 77 seq 3", 128, 0x004d_0003);
        assertIcmpv6("packet too big, MTU 1280", 2, 1280);
        assertIcmpv6("no route", 1, 0);
        assertIcmpv6("time exceeded in transit", 3, 0);
        assertIcmpv6("router solicitation", 133, 0);
        assertIcmpv6("router advertisement", 134, 0);
        assertIcmpv6("multicast listener report", 143, 0);
        assertIcmpv6("neighbour solicitation who-has 2001:db8::2", 135, 0);
        assertIcmpv6("neighbour advertisement of 2001:db8::2", 136, 0);
        assertIcmpv6("type 200 code 0", 200, 0);
    }

    private void assertIcmpv6(String words, int type, int rest) {
        assertEthernet(
                ADDRESSES6 + "ICMP6 " + words + ", frame length 78",
                0x86dd,
                Frames.ipv6(58, Frames.icmp(type, 0, rest, join(Frames.IP6_B))));
    }

    @Test
    void shouldShowFragments() {
        final byte[] udp = Frames.udp(TEN);
        assertEthernet(
                "IP 192.0.2.1.40000 > 192.0.2.2.53: UDP fragment at 0 (id 7, more follow), frame length 52",
                0x0800,
                Frames.ipv4(17, 0x2000, 38, udp));
        assertEthernet(
                ADDRESSES + "UDP fragment at 1480 (id 7, last), frame length 52",
                0x0800,
                Frames.ipv4(17, 185, 38, udp));
        assertEthernet(
                ADDRESSES6 + "TCP fragment at 1480 (id 42, more follow), frame length 92",
                0x86dd,
                Frames.ipv6(44, Frames.fragment6(6, 1481, tcp(2))));
    }

    @Test
    void shouldNameOtherProtocolsAndSayThatTheyAreNotDecoded() {
        assertEthernet(ADDRESSES + "GRE, not decoded, frame length 44", 0x0800, Frames.ipv4(47, TEN));
        assertEthernet(ADDRESSES + "protocol 253, not decoded, frame length 44", 0x0800, Frames.ipv4(253, TEN));
        assertEthernet(ADDRESSES6 + "no next header, frame length 54", 0x86dd, Frames.ipv6(59, Frames.zeros(0)));
        assertEthernet(
                "02:00:00:00:00:01 > 02:00:00:00:00:02 ethertype 0x88cc, not decoded, frame length 24", 0x88cc, TEN);
        assertEthernet("02:00:00:00:00:01 > 02:00:00:00:00:02 802.3 frame, not decoded, frame length 24", 10, TEN);
        assertLine(
                "02:00:00:00:00:01 ethertype 0x000c, not decoded, frame length 26",
                Frames.COOKED,
                Frames.cooked(0x000c, TEN));
        assertLine("link type 147, not decoded, frame length 10", 147, TEN);
        assertLine("unknown address family, not decoded, frame length 14", Frames.NULL, join("07000000", TEN));
    }

    @Test
    void shouldShowEveryLink() {
        final byte[] udp = Frames.ipv4(17, Frames.udp(TEN));
        assertLine(
                "IP 192.0.2.1.40000 > 192.0.2.2.53: UDP, frame length 54", Frames.COOKED, Frames.cooked(0x0800, udp));
        assertLine(
                "IP 192.0.2.1.40000 > 192.0.2.2.53: UDP, frame length 58",
                Frames.COOKED_2,
                Frames.cooked2(0x0800, udp));
        assertLine("IP 192.0.2.1.40000 > 192.0.2.2.53: UDP, frame length 42", Frames.NULL, join("02000000", udp));
        assertLine("IP 192.0.2.1.40000 > 192.0.2.2.53: UDP, frame length 42", Frames.LOOP, join("00000002", udp));
        assertLine("IP 192.0.2.1.40000 > 192.0.2.2.53: UDP, frame length 38", Frames.RAW, udp);
        assertLine(
                "02:00:00:00:00:01 ethertype 0x88cc, not decoded, frame length 26",
                Frames.COOKED,
                Frames.cooked(0x88cc, TEN));
    }

    @Test
    void shouldSayWhereAPacketIsCut() {
        final byte[] packet = Frames.ethernet(0x0800, Frames.ipv4(6, tcp(0x12)));
        assertCut("link type 1 [cut], frame length 64 (13 captured)", packet, 13);
        assertCut("02:00:00:00:00:01 > 02:00:00:00:00:02 IP [cut], frame length 64 (20 captured)", packet, 20);
        assertCut(ADDRESSES + "TCP [cut], frame length 64 (34 captured)", packet, 34);
        assertCut("IP 192.0.2.1.40000 > 192.0.2.2.443: TCP [cut], frame length 64 (38 captured)", packet, 38);
        assertCut("IP 192.0.2.1.40000 > 192.0.2.2.443: TCP [S.], frame length 64 (60 captured)", packet, 60);
        assertCut(
                ADDRESSES6 + "ICMP6 neighbour solicitation [cut], frame length 78 (70 captured)",
                Frames.ethernet(0x86dd, Frames.ipv6(58, Frames.icmp(135, 0, 0, join(Frames.IP6_B)))),
                70);
    }

    private void assertCut(String line, byte[] packet, int kept) {
        assertEquals(line, line(frames.view(Frames.ETHERNET, Arrays.copyOf(packet, kept), packet.length), ""));
    }

    @Test
    void shouldSayWhatIsMalformed() {
        assertEthernet("02:00:00:00:00:01 > 02:00:00:00:00:02 IP6 [malformed], frame length 24", 0x86dd, TEN);
        assertEthernet(ADDRESSES + "TCP [malformed], frame length 64", 0x0800, Frames.ipv4(6, 0, 19, tcp(2)));
        assertLine("link type 101 [malformed], frame length 10", Frames.RAW, TEN);
    }

    @Test
    void shouldShowALengthBeyondTwoGigabytesAsItIs() {
        assertEquals(
                "link type 147, not decoded, frame length 4294967295 (10 captured)",
                line(frames.view(147, TEN, -1), ""));
    }

    @Test
    void shouldShowTheInterface() {
        assertEquals("eth0 link type 147, not decoded, frame length 10", line(frames.view(147, TEN), "eth0"));
    }

    @Test
    void shouldShowNamesWithoutWhatMovesATerminal() {
        final String hostile = "a\u001b[2J\n\r\u202e\u0085\u2028b\ud800";
        final String shown = "a\ufffd[2J\ufffd\ufffd\ufffd\ufffd\ufffdb\ufffd";
        final PacketTags tags = new PacketTags();
        tags.begin(new PacketProcess[] {new PacketProcess(1234, hostile)}, 64);
        tags.put(0, 1);
        assertEquals(
                shown + " link type 147, not decoded, frame length 10, process 1234 " + shown,
                line(frames.view(147, TEN, 10, tags), hostile));
        tags.begin(new PacketProcess[] {new PacketProcess(1, "\u00e9".repeat(100))}, 64);
        assertTrue(line(frames.view(147, TEN, 10, tags), "").endsWith("process 1 " + "\u00e9".repeat(32)));
    }

    @Test
    void shouldNotNameAProcessThatIsNotKnown() {
        assertFalse(line(frames.view(147, TEN), "").contains("process"));
    }

    private static byte[] tcp(int flags) {
        return Frames.tcp(flags, TEN);
    }

    private void assertEthernet(String line, int etherType, byte[] payload) {
        assertLine(line, Frames.ETHERNET, Frames.ethernet(etherType, payload));
    }

    private void assertLine(String line, int linkType, byte[] packet) {
        assertEquals(line, line(frames.view(linkType, packet), ""));
    }

    private String line(PacketView packet, String interfaceName) {
        final String line =
                text.appendTo(new StringBuilder(), packet, interfaceName).toString();
        assertTrue(line.startsWith(TIME), line);
        return line.substring(TIME.length());
    }
}
