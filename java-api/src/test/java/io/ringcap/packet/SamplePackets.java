package io.ringcap.packet;

import static io.ringcap.packet.Frames.join;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Well-formed packets of every kind that is decoded, with numbers that differ from packet to packet. */
final class SamplePackets {
    /** A packet and the link it comes from. */
    static final class Sample {
        private final int linkType;
        private final byte[] bytes;

        private Sample(int linkType, byte[] bytes) {
            this.linkType = linkType;
            this.bytes = bytes;
        }

        int linkType() {
            return linkType;
        }

        byte[] bytes() {
            return bytes;
        }
    }

    private static final int[] LINK_TYPES = {
        Frames.ETHERNET,
        Frames.COOKED,
        Frames.COOKED_2,
        Frames.NULL,
        Frames.LOOP,
        Frames.RAW,
        Frames.IPV4_ONLY,
        Frames.IPV6_ONLY
    };

    private final Random random;

    SamplePackets(long seed) {
        random = new Random(seed);
    }

    /** So many packets of each link type, one link type after the other. */
    List<Sample> ofEachLinkType(int count) {
        final List<Sample> samples = new ArrayList<>();
        for (int linkType : LINK_TYPES) {
            for (int i = 0; i < count; i++) {
                samples.add(new Sample(linkType, onLink(linkType)));
            }
        }
        return samples;
    }

    private byte[] onLink(int linkType) {
        final boolean isSix = linkType == Frames.IPV6_ONLY || (linkType != Frames.IPV4_ONLY && random.nextBoolean());
        final byte[] ip = isSix ? ipv6() : ipv4();
        final int etherType = isSix ? 0x86dd : 0x0800;
        return switch (linkType) {
            case Frames.ETHERNET -> onEthernet(etherType, ip);
            case Frames.COOKED -> Frames.cooked(etherType, ip);
            case Frames.COOKED_2 -> Frames.cooked2(etherType, ip);
            case Frames.NULL -> join(isSix ? "1e000000" : "02000000", ip);
            case Frames.LOOP -> join(isSix ? "00000018" : "00000002", ip);
            default -> ip;
        };
    }

    private byte[] onEthernet(int etherType, byte[] ip) {
        final byte[] tagged = Frames.vlan(random.nextInt(1 << 16), etherType, ip);
        return switch (random.nextInt(6)) {
            case 0 -> Frames.ethernet(0x8100, tagged);
            case 1 -> Frames.ethernet(0x88a8, Frames.vlan(random.nextInt(1 << 16), 0x8100, tagged));
            case 2 -> Frames.ethernet(0x0806, join("00010800", "0604", Frames.u16(1 + random.nextInt(2)), hex(20)));
            default -> Frames.ethernet(etherType, ip);
        };
    }

    private byte[] ipv4() {
        final int protocol = protocol(1);
        final byte[] payload = transport(protocol);
        final byte[] options = new byte[random.nextInt(3) * 4];
        final int length = 20 + options.length + payload.length;
        final int fragment = random.nextInt(8) == 0 ? (1 + random.nextInt(1000)) | (random.nextInt(2) << 13) : 0x4000;
        return join(
                Frames.u8(0x45 + options.length / 4),
                "00",
                Frames.u16(length),
                hex(2),
                Frames.u16(fragment),
                hex(1),
                Frames.u8(protocol),
                "0000",
                "0a",
                hex(3),
                "c0a8",
                hex(2),
                options,
                payload);
    }

    private byte[] ipv6() {
        final int protocol = protocol(58);
        int next = protocol;
        byte[] payload = transport(protocol);
        if (random.nextInt(3) == 0) {
            final int offset = random.nextInt(3) == 0 ? ((1 + random.nextInt(1000)) * 8) | random.nextInt(2) : 0;
            payload = Frames.fragment6(next, offset, payload);
            next = 44;
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            payload = Frames.extension(next, payload);
            next = 60;
        }
        return join(
                "60000000",
                Frames.u16(payload.length),
                Frames.u8(next),
                hex(1),
                "20010db8",
                hex(12),
                "fe80000000000000",
                hex(8),
                payload);
    }

    private int protocol(int icmp) {
        final int choice = random.nextInt(5);
        return choice < 2 ? 6 : choice < 4 ? 17 : icmp;
    }

    private byte[] transport(int protocol) {
        final byte[] payload = new byte[random.nextInt(40)];
        return switch (protocol) {
            case 6 -> {
                final int options = random.nextInt(3);
                yield join(
                        ports(),
                        hex(8),
                        Frames.u16(((5 + options) << 12) | random.nextInt(0x200)),
                        hex(2),
                        "00000000",
                        "01010101".repeat(options),
                        payload);
            }
            case 17 -> join(ports(), Frames.u16(8 + payload.length), "0000", payload);
            default -> join(protocol == 1 ? "08" : "80", "00", "0000", hex(4), payload);
        };
    }

    /** Ports that no dissector takes for a protocol of its own. */
    private String ports() {
        return Frames.u16(50_000 + random.nextInt(1000)) + Frames.u16(52_000 + random.nextInt(1000));
    }

    private String hex(int bytes) {
        final byte[] some = new byte[bytes];
        random.nextBytes(some);
        return HexFormat.of().formatHex(some);
    }
}
