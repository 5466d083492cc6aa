package io.ringcap.internal.follow;

/** How much the kernel lets in when processes are followed. What is too much is taken out by the worker, packet by packet. */
enum FilterScope {
    /** The ports that the processes' sockets have. The first packets of a socket are never seen. */
    PORTS,
    /** These, and the openings of all TCP connections, of which the worker learns at once that there is a new socket. */
    OPENINGS,
    /** All TCP and UDP: nothing is missed, and everything is looked at. */
    EVERYTHING;

    String expression(PortSets ports) {
        return switch (this) {
            case PORTS -> ports.expression();
            case OPENINGS -> ports.expressionWithOpenings();
            case EVERYTHING -> PortSets.EVERYTHING;
        };
    }
}
