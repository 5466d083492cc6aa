package io.ringcap.internal.follow;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads from one packet after the other who sends what to whom. Every length is taken from the packet and believed only within its
 * captured bytes. Confined to the worker; allocates nothing.
 */
final class PacketFlow {
    static final int TCP = 6;
    static final int UDP = 17;

    // LINKTYPE numbers, and what libpcap calls the same on Linux.
    private static final int NULL = 0;
    private static final int ETHERNET = 1;
    private static final int RAW_OF_LINUX = 12;
    private static final int RAW = 101;
    private static final int LOOP = 108;
    private static final int COOKED = 113;
    private static final int IPV4_ONLY = 228;
    private static final int IPV6_ONLY = 229;
    private static final int COOKED_2 = 276;

    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int ETHERTYPE_IPV6 = 0x86dd;
    private static final int MOST_TAGS = 4;
    private static final int MOST_EXTENSIONS = 8;
    private static final int FRAGMENT_HEADER = 44;
    private static final int AUTHENTICATION = 51;
    private static final long IPV4_MAPPED = 0xffffL << Integer.SIZE;
    private static final boolean IS_NATIVE_LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    /** What a packet turned out to be. */
    enum Kind {
        /** TCP or UDP, with ports. */
        WHOLE,
        /** The first fragment of such a packet, with ports. */
        FIRST_FRAGMENT,
        /** A later one, without. */
        LATER_FRAGMENT,
        /** Anything else, and what is cut off before its ports. */
        OTHER
    }

    private ByteBuffer bytes = ByteBuffer.allocate(0);
    private int at;
    private int end;
    private int protocol;
    private long sourceHigh;
    private long sourceLow;
    private long targetHigh;
    private long targetLow;
    private int sourcePort;
    private int targetPort;
    private int fragment;
    private boolean isToGroup;

    /** Reads a packet that begins at an index of a buffer in native byte order. */
    Kind read(ByteBuffer from, int begin, int length, int linkType) {
        bytes = from;
        at = begin;
        end = begin + length;
        isToGroup = false;
        return switch (linkType) {
            case ETHERNET -> ethernet();
            case COOKED -> cooked(0, 2, 14, 16);
            case COOKED_2 -> cooked(10, 1, 0, 20);
            case RAW, RAW_OF_LINUX, IPV4_ONLY, IPV6_ONLY -> byVersion(0);
            case NULL, LOOP -> byVersion(Integer.BYTES);
            default -> Kind.OTHER;
        };
    }

    private Kind ethernet() {
        if (!has(14)) {
            return Kind.OTHER;
        }
        isToGroup = (bytes.get(at) & 1) != 0;
        at += 12;
        return behindTags(u16(0), 2);
    }

    /** The kernel says to whom a packet is: 1 to all, 2 to a group. */
    private Kind cooked(int typeOffset, int typeBytes, int protocolOffset, int headerBytes) {
        if (!has(headerBytes)) {
            return Kind.OTHER;
        }
        final int type = typeBytes == 1 ? u8(typeOffset) : u16(typeOffset);
        isToGroup = type == 1 || type == 2;
        return behindTags(u16(protocolOffset), headerBytes);
    }

    private Kind behindTags(int type, int skip) {
        int ethertype = type;
        at += skip;
        for (int tags = 0; tags < MOST_TAGS && isVlan(ethertype) && has(4); tags++) {
            ethertype = u16(2);
            at += 4;
        }
        return ethertype == ETHERTYPE_IPV4 ? ipv4() : ethertype == ETHERTYPE_IPV6 ? ipv6() : Kind.OTHER;
    }

    private static boolean isVlan(int ethertype) {
        return ethertype == 0x8100 || ethertype == 0x88a8 || ethertype == 0x9100;
    }

    private Kind byVersion(int skip) {
        at += skip;
        if (!has(1)) {
            return Kind.OTHER;
        }
        final int version = u8(0) >>> 4;
        return version == 4 ? ipv4() : version == 6 ? ipv6() : Kind.OTHER;
    }

    private Kind ipv4() {
        if (!has(20) || u8(0) >>> 4 != 4 || (u8(0) & 15) < 5) {
            return Kind.OTHER;
        }
        final int header = (u8(0) & 15) * 4;
        final int flags = u16(6);
        protocol = u8(9);
        sourceHigh = 0;
        targetHigh = 0;
        sourceLow = IPV4_MAPPED | u32(12);
        targetLow = IPV4_MAPPED | u32(16);
        fragment = u16(4);
        final int first = u8(16);
        isToGroup |= first >>> 4 == 14 || u32(16) == 0xffff_ffffL;
        at += header;
        return transport((flags & 0x1fff) != 0, (flags & 0x2000) != 0);
    }

    private Kind ipv6() {
        if (!has(40) || u8(0) >>> 4 != 6) {
            return Kind.OTHER;
        }
        sourceHigh = u64(8);
        sourceLow = u64(16);
        targetHigh = u64(24);
        targetLow = u64(32);
        isToGroup |= u8(24) == 0xff;
        int next = u8(6);
        boolean isLater = false;
        boolean isFirst = false;
        at += 40;
        for (int i = 0; i < MOST_EXTENSIONS && isExtension(next) && has(8); i++) {
            final int header = next;
            next = u8(0);
            if (header == FRAGMENT_HEADER) {
                isLater = (u16(2) & 0xfff8) != 0;
                isFirst = (u16(2) & 1) != 0;
                fragment = (int) u32(4);
                at += 8;
                if (isLater) {
                    break;
                }
            } else {
                at += header == AUTHENTICATION ? (u8(1) + 2) * 4 : (u8(1) + 1) * 8;
            }
        }
        protocol = next;
        return transport(isLater, isFirst);
    }

    private static boolean isExtension(int next) {
        return next == 0 || next == 43 || next == FRAGMENT_HEADER || next == AUTHENTICATION || next == 60;
    }

    private Kind transport(boolean isLater, boolean isMoreToCome) {
        sourcePort = 0;
        targetPort = 0;
        if (protocol != TCP && protocol != UDP) {
            return isLater ? Kind.LATER_FRAGMENT : Kind.OTHER;
        }
        if (isLater) {
            return Kind.LATER_FRAGMENT;
        }
        if (!has(4)) {
            return Kind.OTHER;
        }
        sourcePort = u16(0);
        targetPort = u16(2);
        return isMoreToCome ? Kind.FIRST_FRAGMENT : Kind.WHOLE;
    }

    private boolean has(int count) {
        return at >= 0 && end - at >= count;
    }

    private int u8(int offset) {
        return bytes.get(at + offset) & 0xff;
    }

    private int u16(int offset) {
        final short value = bytes.getShort(at + offset);
        return Short.toUnsignedInt(IS_NATIVE_LITTLE ? Short.reverseBytes(value) : value);
    }

    private long u32(int offset) {
        final int value = bytes.getInt(at + offset);
        return Integer.toUnsignedLong(IS_NATIVE_LITTLE ? Integer.reverseBytes(value) : value);
    }

    private long u64(int offset) {
        final long value = bytes.getLong(at + offset);
        return IS_NATIVE_LITTLE ? Long.reverseBytes(value) : value;
    }

    // ---- of the packet that was read last ----

    int protocol() {
        return protocol;
    }

    long sourceHigh() {
        return sourceHigh;
    }

    long sourceLow() {
        return sourceLow;
    }

    int sourcePort() {
        return sourcePort;
    }

    long targetHigh() {
        return targetHigh;
    }

    long targetLow() {
        return targetLow;
    }

    int targetPort() {
        return targetPort;
    }

    /** What its fragments have in common, with addresses and protocol. */
    long fragmentKey() {
        long mixed = Integer.toUnsignedLong(fragment) << 8 | protocol;
        mixed = (mixed ^ sourceHigh) * 0x9E3779B97F4A7C15L + sourceLow;
        mixed = (mixed ^ mixed >>> 29) * 0xBF58476D1CE4E5B9L + targetHigh;
        mixed = (mixed ^ mixed >>> 32) * 0x94D049BB133111EBL + targetLow;
        return mixed ^ mixed >>> 31;
    }

    /** Whether it is for all on the link, or for whoever has joined. */
    boolean isToGroup() {
        return isToGroup;
    }
}
