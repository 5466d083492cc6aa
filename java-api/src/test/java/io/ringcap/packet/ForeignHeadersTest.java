package io.ringcap.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringcap.packet.SamplePackets.Sample;
import io.ringcap.testing.Commands;
import io.ringcap.testing.PcapFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A foreign reader finds the same in the same packets: tshark, field by field. */
class ForeignHeadersTest {
    private static final int PACKETS_PER_LINK_TYPE = 60;

    /** What tshark calls a field, and what it should show for it; empty where the packet has none. */
    private static final Map<String, Function<PacketHeaders, String>> FIELDS = new LinkedHashMap<>();

    static {
        FIELDS.put("eth.src", of -> of.linkType() == Frames.ETHERNET ? mac(of.sourceMac()) : "");
        FIELDS.put("eth.dst", of -> mac(of.destinationMac()));
        FIELDS.put("sll.src.eth", of -> of.linkType() == Frames.ETHERNET ? "" : mac(of.sourceMac()));
        // The outer one of two tags in the samples is of 802.1ad, which tshark has other names for.
        FIELDS.put("ieee8021ad.id", of -> of.vlanCount() == 2 ? number(of.vlanId()) : "");
        FIELDS.put("ieee8021ad.priority", of -> of.vlanCount() == 2 ? number(of.vlanPriority(0)) : "");
        FIELDS.put("vlan.id", of -> of.vlanCount() > 0 ? number(of.vlanId(of.vlanCount() - 1)) : "");
        FIELDS.put("vlan.priority", of -> of.vlanCount() > 0 ? number(of.vlanPriority(of.vlanCount() - 1)) : "");
        FIELDS.put("arp.opcode", of -> number(of.arpOperation()));
        FIELDS.put("arp.src.hw_mac", of -> mac(of.arpSenderMac()));
        FIELDS.put("arp.dst.hw_mac", of -> mac(of.arpTargetMac()));
        FIELDS.put("arp.src.proto_ipv4", of -> of.isArp() ? source(of) : "");
        FIELDS.put("arp.dst.proto_ipv4", of -> of.isArp() ? destination(of) : "");
        FIELDS.put("ip.src", of -> of.isIpv4() ? source(of) : "");
        FIELDS.put("ip.dst", of -> of.isIpv4() ? destination(of) : "");
        FIELDS.put("ip.proto", of -> of.isIpv4() ? number(of.protocol()) : "");
        FIELDS.put("ip.ttl", of -> of.isIpv4() ? number(of.hopLimit()) : "");
        FIELDS.put("ip.len", of -> of.isIpv4() ? number(of.ipLength()) : "");
        FIELDS.put("ip.frag_offset", of -> of.isIpv4() ? number(of.fragmentOffset() / 8) : "");
        FIELDS.put("ip.flags.mf", of -> of.isIpv4() ? (of.hasMoreFragments() ? "1" : "0") : "");
        FIELDS.put("ipv6.src", of -> of.isIpv6() ? source(of) : "");
        FIELDS.put("ipv6.dst", of -> of.isIpv6() ? destination(of) : "");
        FIELDS.put("ipv6.hlim", of -> of.isIpv6() ? number(of.hopLimit()) : "");
        FIELDS.put("ipv6.plen", of -> of.isIpv6() ? number(of.ipLength() - 40) : "");
        FIELDS.put("ipv6.fraghdr.offset", of -> isFragment6(of) ? number(of.fragmentOffset() / 8) : "");
        FIELDS.put("ipv6.fraghdr.more", of -> isFragment6(of) ? (of.hasMoreFragments() ? "1" : "0") : "");
        FIELDS.put("ipv6.fraghdr.ident", of -> isFragment6(of) ? "0x%08x".formatted(of.fragmentId()) : "");
        FIELDS.put("tcp.srcport", of -> of.isTcp() ? number(of.sourcePort()) : "");
        FIELDS.put("tcp.dstport", of -> of.isTcp() ? number(of.destinationPort()) : "");
        FIELDS.put("tcp.flags", of -> of.isTcp() ? "0x%04x".formatted(of.tcpFlags()) : "");
        FIELDS.put("tcp.seq_raw", of -> number(of.tcpSequence()));
        FIELDS.put("tcp.ack_raw", of -> number(of.tcpAcknowledgement()));
        FIELDS.put("tcp.window_size_value", of -> number(of.tcpWindow()));
        FIELDS.put("tcp.len", of -> of.isTcp() ? number(of.payloadLength()) : "");
        FIELDS.put("udp.srcport", of -> of.isUdp() ? number(of.sourcePort()) : "");
        FIELDS.put("udp.dstport", of -> of.isUdp() ? number(of.destinationPort()) : "");
        FIELDS.put("udp.length", of -> number(of.udpLength()));
        FIELDS.put("icmp.type", of -> of.isIcmp() ? number(of.icmpType()) : "");
        FIELDS.put("icmp.code", of -> of.isIcmp() ? number(of.icmpCode()) : "");
        FIELDS.put("icmp.ident", of -> of.isIcmp() ? number(of.icmpRest() >>> 16) : "");
        FIELDS.put("icmp.seq", of -> of.isIcmp() ? number(of.icmpRest() & 0xffff) : "");
        FIELDS.put("icmpv6.type", of -> of.isIcmpv6() ? number(of.icmpType()) : "");
        FIELDS.put("icmpv6.echo.sequence_number", of -> of.isIcmpv6() ? number(of.icmpRest() & 0xffff) : "");
    }

    @TempDir
    Path folder;

    @Test
    void shouldFindWhatTsharkFinds() throws Exception {
        final List<Sample> samples = new SamplePackets(11).ofEachLinkType(PACKETS_PER_LINK_TYPE);
        final List<String> found = tshark(write(samples));
        assertEquals(samples.size(), found.size());
        final Frames frames = new Frames();
        final PacketHeaders headers = new PacketHeaders();
        for (int i = 0; i < samples.size(); i++) {
            final Sample sample = samples.get(i);
            headers.wrap(frames.view(sample.linkType(), sample.bytes()));
            final String[] theirs = found.get(i).split("\\|", -1);
            final Map<String, String> expected = new TreeMap<>();
            final Map<String, String> actual = new TreeMap<>();
            int field = 0;
            for (Map.Entry<String, Function<PacketHeaders, String>> entry : FIELDS.entrySet()) {
                final String ours = entry.getValue().apply(headers);
                if (!ours.equals(theirs[field])) {
                    expected.put(entry.getKey(), theirs[field]);
                    actual.put(entry.getKey(), ours);
                }
                field++;
            }
            assertEquals(expected, actual, "packet " + (i + 1) + " of link type " + sample.linkType());
        }
    }

    /** One file with all link types. */
    private Path write(List<Sample> samples) throws Exception {
        final Map<Integer, PcapFiles> files = new LinkedHashMap<>();
        for (int i = 0; i < samples.size(); i++) {
            final Sample sample = samples.get(i);
            files.computeIfAbsent(sample.linkType(), PcapFiles::ofLinkType).packet(1_000_000_000L + i, sample.bytes());
        }
        final Path all = folder.resolve("all.pcapng");
        final List<String> merge = new ArrayList<>(List.of("mergecap", "-a", "-F", "pcapng", "-w", all.toString()));
        for (Map.Entry<Integer, PcapFiles> file : files.entrySet()) {
            merge.add(file.getValue()
                    .write(folder.resolve(file.getKey() + ".pcap"))
                    .toString());
        }
        Commands.run(merge.toArray(String[]::new));
        return all;
    }

    private static List<String> tshark(Path file) {
        final List<String> command = new ArrayList<>(List.of(
                "tshark", "-n", "-r", file.toString(), "-T", "fields", "-E", "separator=|", "-E", "occurrence=a"));
        // Each packet for itself, as a handler sees it.
        command.addAll(List.of("-o", "ip.defragment:FALSE", "-o", "ipv6.defragment:FALSE"));
        FIELDS.keySet().forEach(field -> command.addAll(List.of("-e", field)));
        return Commands.run(command.toArray(String[]::new)).lines().toList();
    }

    private static boolean isFragment6(PacketHeaders of) {
        return of.isIpv6() && of.fragmentId() != PacketHeaders.NONE;
    }

    private static String number(long number) {
        return number == PacketHeaders.NONE ? "" : Long.toString(number);
    }

    private static String mac(long mac) {
        final StringBuilder text = new StringBuilder();
        if (mac != PacketHeaders.NONE) {
            AddressText.appendMac(text, mac);
        }
        return text.toString();
    }

    private static String source(PacketHeaders of) {
        return of.appendSource(new StringBuilder()).toString();
    }

    private static String destination(PacketHeaders of) {
        return of.appendDestination(new StringBuilder()).toString();
    }
}
