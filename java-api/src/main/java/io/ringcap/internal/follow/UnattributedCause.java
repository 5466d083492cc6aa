package io.ringcap.internal.follow;

import java.util.Locale;

/** Why a packet is not a followed process's. */
enum UnattributedCause {
    /** It belongs to a socket of somebody else: the filter lets in more than was asked for. */
    OTHER_PROCESS,
    /** No socket is known for it: it came too early, or its socket was gone before it was seen. */
    UNKNOWN_SOCKET,
    /** A later fragment, which has no ports, of a packet whose beginning was not seen before. */
    FRAGMENT,
    /** It has no ports at all, or they were cut off. */
    NO_PORTS;

    /** As messages name it. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
