package io.ringcap.packet;

import io.ringcap.sink.TestBlocks;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Builds packets byte by byte, with no code of Ringcap's, and shows them as a handler would see them. */
final class Frames {
    static final int ETHERNET = 1;
    static final int NULL = 0;
    static final int RAW = 101;
    static final int LOOP = 108;
    static final int COOKED = 113;
    static final int IPV4_ONLY = 228;
    static final int IPV6_ONLY = 229;
    static final int COOKED_2 = 276;

    static final String MAC_A = "020000000001";
    static final String MAC_B = "020000000002";
    static final String IP_A = "c0000201";
    static final String IP_B = "c0000202";
    static final String IP6_A = "20010db8000000000000000000000001";
    static final String IP6_B = "20010db8000000000000000000000002";

    private final TestBlocks blocks = new TestBlocks();
    private final PacketCursor cursor = new PacketCursor();

    /** A view on a packet in a block; valid until the next one. */
    PacketView view(int linkType, byte[] packet, int originalLength) {
        return view(linkType, packet, originalLength, PacketTags.NONE);
    }

    PacketView view(int linkType, byte[] packet) {
        return view(linkType, packet, packet.length);
    }

    PacketView view(int linkType, byte[] packet, int originalLength, PacketTags tags) {
        final PacketBlock block = blocks.begin(0, linkType)
                .packet(TestBlocks.SOME_TIME_NS, packet, originalLength)
                .block();
        cursor.wrap(new PacketBlock().wrap(block.memory(), tags));
        cursor.next();
        return cursor;
    }

    /** Hexadecimal digits and arrays, one after the other. */
    static byte[] join(Object... parts) {
        final ByteBuffer all = ByteBuffer.allocate(BlockLayout.MAX_SNAPLEN);
        for (Object part : parts) {
            all.put(part instanceof byte[] bytes ? bytes : HexFormat.of().parseHex(part.toString()));
        }
        final byte[] joined = new byte[all.position()];
        all.flip().get(joined);
        return joined;
    }

    static String u8(int number) {
        return "%02x".formatted(number & 0xff);
    }

    static String u16(int number) {
        return "%04x".formatted(number & 0xffff);
    }

    static String u32(long number) {
        return "%08x".formatted(number & 0xffff_ffffL);
    }

    static byte[] ethernet(int etherType, byte[] payload) {
        return join(MAC_B, MAC_A, u16(etherType), payload);
    }

    /** What follows an EtherType that announces a VLAN tag. */
    static byte[] vlan(int tag, int etherType, byte[] payload) {
        return join(u16(tag), u16(etherType), payload);
    }

    static byte[] cooked(int protocol, byte[] payload) {
        return join("0000", "0001", "0006", MAC_A, "0000", u16(protocol), payload);
    }

    static byte[] cooked2(int protocol, byte[] payload) {
        return join(u16(protocol), "0000", "00000003", "0001", "00", "06", MAC_A, "0000", payload);
    }

    static byte[] arp(int operation) {
        return join("0001", "0800", "06", "04", u16(operation), MAC_A, IP_A, MAC_B, IP_B);
    }

    static byte[] ipv4(int protocol, byte[] payload) {
        return ipv4(protocol, 0, 20 + payload.length, payload);
    }

    /** An IPv4 packet with its fragment word (flags and offset) and the length that it says it has. */
    static byte[] ipv4(int protocol, int fragment, int length, byte[] payload) {
        return join("4500", u16(length), "0007", u16(fragment), "40", u8(protocol), "0000", IP_A, IP_B, payload);
    }

    static byte[] ipv6(int next, byte[] payload) {
        return join("60000000", u16(payload.length), u8(next), "40", IP6_A, IP6_B, payload);
    }

    /** An extension header of eight bytes with nothing in it. */
    static byte[] extension(int next, byte[] payload) {
        return join(u8(next), "00", "010400000000", payload);
    }

    static byte[] fragment6(int next, int offsetAndMore, byte[] payload) {
        return join(u8(next), "00", u16(offsetAndMore), "0000002a", payload);
    }

    static byte[] tcp(int flags, byte[] payload) {
        return join("9c40", "01bb", "01020304", "fffefdfc", u16(0x5000 | flags), "fa00", "0000", "0000", payload);
    }

    static byte[] udp(byte[] payload) {
        return join("9c40", "0035", u16(8 + payload.length), "0000", payload);
    }

    static byte[] icmp(int type, int code, long rest, byte[] payload) {
        return join(u8(type), u8(code), "0000", u32(rest), payload);
    }

    static byte[] zeros(int count) {
        return new byte[count];
    }
}
