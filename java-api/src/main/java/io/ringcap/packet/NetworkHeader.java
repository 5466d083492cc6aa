package io.ringcap.packet;

import static io.ringcap.packet.PacketHeaders.NONE;

/**
 * ARP, IPv4 or IPv6 with its extension headers, as {@link PacketHeaders} shows it. Confined to one thread. Each length is taken from
 * the packet and believed only within its captured bytes.
 */
final class NetworkHeader {
    private static final int ARP_BYTES = 8;
    private static final int ARP_ADDRESS_BYTES = 4;
    private static final int MAC_BYTES = 6;
    private static final int IPV4_BYTES = 20;
    private static final int IPV6_BYTES = 40;

    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int AUTHENTICATION = 51;
    static final int NO_NEXT_HEADER = 59;
    private static final int DESTINATION_OPTIONS = 60;
    private static final int EXTENSION_BYTES = 8;
    private static final int MOST_EXTENSIONS = 16;
    private static final long IPV4_MAPPED = 0xffffL << Integer.SIZE;

    int version;
    int arpOperation;
    long arpSenderMac;
    long arpTargetMac;
    long sourceHigh;
    long sourceLow;
    long destinationHigh;
    long destinationLow;
    int protocol;
    int hopLimit;
    int length;
    int fragmentOffset;
    boolean hasMoreFragments;
    long fragmentId;

    /** Where the next header begins, or the one that could not be read. */
    int next;

    /** Where the packet ends by what it says of itself; what follows is padding of the link. */
    int end;

    void clear(int at) {
        version = 0;
        arpOperation = NONE;
        arpSenderMac = NONE;
        arpTargetMac = NONE;
        sourceHigh = 0;
        sourceLow = 0;
        destinationHigh = 0;
        destinationLow = 0;
        protocol = NONE;
        hopLimit = NONE;
        length = NONE;
        fragmentOffset = 0;
        hasMoreFragments = false;
        fragmentId = NONE;
        next = at;
        end = Integer.MAX_VALUE;
    }

    /** Reads the header at {@link #next}, of a kind that the link has announced. */
    HeaderEnd read(PacketView packet, int etherType) {
        return switch (etherType) {
            case LinkHeader.ETHERTYPE_IPV4 -> ipv4(packet, packet.capturedLength());
            case LinkHeader.ETHERTYPE_IPV6 -> ipv6(packet, packet.capturedLength());
            case LinkHeader.ETHERTYPE_ARP -> arp(packet, packet.capturedLength());
            default -> HeaderEnd.UNKNOWN_ETHERTYPE;
        };
    }

    private HeaderEnd arp(PacketView packet, int captured) {
        final int at = next;
        if (captured - at < ARP_BYTES) {
            return HeaderEnd.CUT;
        }
        arpOperation = packet.getUnsignedShort(at + 6);
        if (packet.getUnsignedShort(at + 2) != LinkHeader.ETHERTYPE_IPV4
                || packet.getUnsignedByte(at + 5) != ARP_ADDRESS_BYTES) {
            return HeaderEnd.UNKNOWN_PROTOCOL;
        }
        final int macBytes = packet.getUnsignedByte(at + 4);
        final int sender = at + ARP_BYTES;
        final int target = sender + macBytes + ARP_ADDRESS_BYTES;
        if (captured - target < macBytes + ARP_ADDRESS_BYTES) {
            return HeaderEnd.CUT;
        }
        sourceLow = mapped(packet, sender + macBytes);
        destinationLow = mapped(packet, target + macBytes);
        if (macBytes == MAC_BYTES) {
            arpSenderMac = LinkHeader.mac(packet, sender);
            arpTargetMac = LinkHeader.mac(packet, target);
        }
        next = target + macBytes + ARP_ADDRESS_BYTES;
        end = next;
        return HeaderEnd.COMPLETE;
    }

    private static long mapped(PacketView packet, int at) {
        return IPV4_MAPPED | Integer.toUnsignedLong(packet.getInt(at));
    }

    private HeaderEnd ipv4(PacketView packet, int captured) {
        final int at = next;
        if (captured - at < 1) {
            return HeaderEnd.CUT;
        }
        final int first = packet.getUnsignedByte(at);
        final int headerBytes = (first & 0xf) * 4;
        if (first >>> 4 != 4 || headerBytes < IPV4_BYTES) {
            return HeaderEnd.MALFORMED;
        }
        if (captured - at < IPV4_BYTES) {
            return HeaderEnd.CUT;
        }
        version = 4;
        sourceLow = mapped(packet, at + 12);
        destinationLow = mapped(packet, at + 16);
        protocol = packet.getUnsignedByte(at + 9);
        hopLimit = packet.getUnsignedByte(at + 8);
        length = packet.getUnsignedShort(at + 2);
        final int fragment = packet.getUnsignedShort(at + 6);
        fragmentId = packet.getUnsignedShort(at + 4);
        fragmentOffset = (fragment & 0x1fff) * 8;
        hasMoreFragments = (fragment & 0x2000) != 0;
        if (length != 0) {
            // It is 0 where the network card is to cut the packet into pieces; then only the link knows where it ends.
            if (length < headerBytes) {
                return HeaderEnd.MALFORMED;
            }
            end = at + length;
        }
        if (captured - at < headerBytes) {
            return HeaderEnd.CUT;
        }
        next = at + headerBytes;
        return fragmentOffset == 0 ? HeaderEnd.COMPLETE : HeaderEnd.LATER_FRAGMENT;
    }

    private HeaderEnd ipv6(PacketView packet, int captured) {
        final int at = next;
        if (captured - at < 1) {
            return HeaderEnd.CUT;
        }
        if (packet.getUnsignedByte(at) >>> 4 != 6) {
            return HeaderEnd.MALFORMED;
        }
        if (captured - at < IPV6_BYTES) {
            return HeaderEnd.CUT;
        }
        version = 6;
        sourceHigh = packet.getLong(at + 8);
        sourceLow = packet.getLong(at + 16);
        destinationHigh = packet.getLong(at + 24);
        destinationLow = packet.getLong(at + 32);
        protocol = packet.getUnsignedByte(at + 6);
        hopLimit = packet.getUnsignedByte(at + 7);
        final int payload = packet.getUnsignedShort(at + 4);
        length = payload + IPV6_BYTES;
        next = at + IPV6_BYTES;
        // A payload of 0 is one of more than 64 KiB, whose length only the link knows, unless nothing is to follow.
        if (payload != 0 || protocol == NO_NEXT_HEADER) {
            end = at + length;
        }
        return extensions(packet, captured);
    }

    private HeaderEnd extensions(PacketView packet, int captured) {
        for (int followed = 0; isExtension(protocol); followed++) {
            final int at = next;
            if (followed == MOST_EXTENSIONS) {
                return HeaderEnd.TOO_MANY;
            }
            if (end - at < EXTENSION_BYTES) {
                return HeaderEnd.MALFORMED;
            }
            if (captured - at < EXTENSION_BYTES) {
                return HeaderEnd.CUT;
            }
            final int bytes = extensionBytes(packet, at);
            if (end - at < bytes) {
                return HeaderEnd.MALFORMED;
            }
            if (captured - at < bytes) {
                return HeaderEnd.CUT;
            }
            if (protocol == FRAGMENT) {
                final int fragment = packet.getUnsignedShort(at + 2);
                fragmentOffset = fragment & 0xfff8;
                hasMoreFragments = (fragment & 1) != 0;
                fragmentId = Integer.toUnsignedLong(packet.getInt(at + 4));
            }
            protocol = packet.getUnsignedByte(at);
            next = at + bytes;
            if (fragmentOffset != 0) {
                return HeaderEnd.LATER_FRAGMENT;
            }
        }
        return HeaderEnd.COMPLETE;
    }

    private static boolean isExtension(int header) {
        return header == HOP_BY_HOP
                || header == ROUTING
                || header == FRAGMENT
                || header == AUTHENTICATION
                || header == DESTINATION_OPTIONS;
    }

    private int extensionBytes(PacketView packet, int at) {
        return switch (protocol) {
            case FRAGMENT -> EXTENSION_BYTES;
            case AUTHENTICATION -> (packet.getUnsignedByte(at + 1) + 2) * 4;
            default -> (packet.getUnsignedByte(at + 1) + 1) * 8;
        };
    }
}
