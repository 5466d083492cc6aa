package io.ringcap.packet;

/** Why {@link PacketHeaders} read no further. */
public enum HeaderEnd {
    /** Every header was read; what follows is the packet's payload. */
    COMPLETE,
    /** The captured bytes end before the header does: the snap length was too short, or the packet is. */
    CUT,
    /** A header contradicts itself: a length that is too small for it, or another version than the one announced. */
    MALFORMED,
    /** More VLAN tags or IPv6 extension headers than are followed. */
    TOO_MANY,
    /** A fragment other than the first one: the ports are in the first. */
    LATER_FRAGMENT,
    /** The link type is not one of those that are decoded. */
    UNKNOWN_LINK_TYPE,
    /** The link carries neither IP nor ARP. */
    UNKNOWN_ETHERTYPE,
    /** IP carries something other than TCP, UDP and ICMP; or ARP asks for something other than IPv4 addresses. */
    UNKNOWN_PROTOCOL
}
