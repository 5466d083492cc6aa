package io.ringcap.packet;

/** The header of the link, as {@link PacketHeaders} shows it: addresses, VLAN tags, and what follows. Confined to one thread. */
final class LinkHeader {
    static final int ETHERTYPE_IPV4 = 0x0800;
    static final int ETHERTYPE_ARP = 0x0806;
    static final int ETHERTYPE_IPV6 = 0x86dd;

    // LINKTYPE numbers, and what libpcap calls the same on other systems.
    private static final int NULL = 0;
    private static final int ETHERNET = 1;
    private static final int RAW_OF_LINUX = 12;
    private static final int RAW_OF_OPENBSD = 14;
    private static final int RAW = 101;
    private static final int LOOP = 108;
    private static final int COOKED = 113;
    private static final int IPV4_ONLY = 228;
    private static final int IPV6_ONLY = 229;
    private static final int COOKED_2 = 276;

    private static final int ETHERNET_BYTES = 14;
    private static final int COOKED_BYTES = 16;
    private static final int COOKED_2_BYTES = 20;
    private static final int MAC_BYTES = 6;
    private static final int VLAN_TAG_BYTES = 4;
    private static final int MOST_VLAN_TAGS = 8;

    // Devices whose cooked packets have no EtherType where others have it.
    private static final int DEVICE_FRAME_RELAY = 770;
    private static final int DEVICE_RADIOTAP = 803;
    private static final int DEVICE_NETLINK = 824;

    long sourceMac;
    long destinationMac;
    int etherType;
    int vlanTags;
    private final int[] vlanTag = new int[MOST_VLAN_TAGS];

    /** Where the next header begins, or the one that could not be read. */
    int next;

    HeaderEnd read(PacketView packet) {
        sourceMac = PacketHeaders.NONE;
        destinationMac = PacketHeaders.NONE;
        etherType = PacketHeaders.NONE;
        vlanTags = 0;
        next = 0;
        final int captured = packet.capturedLength();
        return switch (packet.linkType()) {
            case ETHERNET -> ethernet(packet, captured);
            case COOKED -> cooked(packet, captured);
            case COOKED_2 -> cooked2(packet, captured);
            case RAW, RAW_OF_LINUX, RAW_OF_OPENBSD -> byVersion(packet, captured);
            case IPV4_ONLY -> carries(ETHERTYPE_IPV4, 0);
            case IPV6_ONLY -> carries(ETHERTYPE_IPV6, 0);
            case NULL, LOOP -> byFamily(packet, captured);
            default -> HeaderEnd.UNKNOWN_LINK_TYPE;
        };
    }

    /** The tag's 16 bits: priority, drop eligibility, id. */
    int vlanTag(int index) {
        if (index < 0 || index >= vlanTags) {
            throw new IndexOutOfBoundsException("VLAN tag " + index + " of " + vlanTags);
        }
        return vlanTag[index];
    }

    private HeaderEnd ethernet(PacketView packet, int captured) {
        if (captured < ETHERNET_BYTES) {
            return HeaderEnd.CUT;
        }
        destinationMac = mac(packet, 0);
        sourceMac = mac(packet, MAC_BYTES);
        return behindTags(packet, captured, packet.getUnsignedShort(12), ETHERNET_BYTES);
    }

    private HeaderEnd cooked(PacketView packet, int captured) {
        if (captured < COOKED_BYTES) {
            return HeaderEnd.CUT;
        }
        if (packet.getUnsignedShort(4) == MAC_BYTES) {
            sourceMac = mac(packet, 6);
        }
        return hasEtherType(packet.getUnsignedShort(2))
                ? behindTags(packet, captured, packet.getUnsignedShort(14), COOKED_BYTES)
                : HeaderEnd.UNKNOWN_LINK_TYPE;
    }

    private HeaderEnd cooked2(PacketView packet, int captured) {
        if (captured < COOKED_2_BYTES) {
            return HeaderEnd.CUT;
        }
        if (packet.getUnsignedByte(11) == MAC_BYTES) {
            sourceMac = mac(packet, 12);
        }
        return hasEtherType(packet.getUnsignedShort(8))
                ? behindTags(packet, captured, packet.getUnsignedShort(0), COOKED_2_BYTES)
                : HeaderEnd.UNKNOWN_LINK_TYPE;
    }

    private static boolean hasEtherType(int device) {
        return device != DEVICE_FRAME_RELAY && device != DEVICE_RADIOTAP && device != DEVICE_NETLINK;
    }

    private HeaderEnd behindTags(PacketView packet, int captured, int type, int at) {
        carries(type, at);
        while (isVlan(etherType)) {
            if (vlanTags == MOST_VLAN_TAGS) {
                return HeaderEnd.TOO_MANY;
            }
            if (captured - next < VLAN_TAG_BYTES) {
                return HeaderEnd.CUT;
            }
            vlanTag[vlanTags++] = packet.getUnsignedShort(next);
            carries(packet.getUnsignedShort(next + 2), next + VLAN_TAG_BYTES);
        }
        return HeaderEnd.COMPLETE;
    }

    private static boolean isVlan(int type) {
        return type == 0x8100 || type == 0x88a8 || type == 0x9100;
    }

    private HeaderEnd byVersion(PacketView packet, int captured) {
        if (captured < 1) {
            return HeaderEnd.CUT;
        }
        return switch (packet.getUnsignedByte(0) >>> 4) {
            case 4 -> carries(ETHERTYPE_IPV4, 0);
            case 6 -> carries(ETHERTYPE_IPV6, 0);
            default -> HeaderEnd.MALFORMED;
        };
    }

    /** The address family is in the byte order of whoever wrote the file; families are small numbers in either. */
    private HeaderEnd byFamily(PacketView packet, int captured) {
        if (captured < Integer.BYTES) {
            return HeaderEnd.CUT;
        }
        final int family = packet.getInt(0);
        return switch ((family & 0xffff) == 0 ? Integer.reverseBytes(family) : family) {
            case 2 -> carries(ETHERTYPE_IPV4, Integer.BYTES);
            // Linux, NetBSD and OpenBSD, FreeBSD, macOS.
            case 10, 24, 28, 30 -> carries(ETHERTYPE_IPV6, Integer.BYTES);
            default -> HeaderEnd.UNKNOWN_ETHERTYPE;
        };
    }

    private HeaderEnd carries(int type, int at) {
        etherType = type;
        next = at;
        return HeaderEnd.COMPLETE;
    }

    static long mac(PacketView packet, int at) {
        return (long) packet.getUnsignedShort(at) << Integer.SIZE | Integer.toUnsignedLong(packet.getInt(at + 2));
    }
}
