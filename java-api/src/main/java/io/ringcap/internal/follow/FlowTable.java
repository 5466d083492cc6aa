package io.ringcap.internal.follow;

import io.ringcap.packet.PacketProcess;

/**
 * Whose sockets talk to whom, as of one look. Immutable once it is handed over; made by a {@link Builder} on the target's thread, asked
 * by the worker for each packet. Asking allocates nothing.
 *
 * <p>A side of a packet is somebody's when its five values are a socket's; or else its protocol and own port are those of a socket
 * that talks to nobody in particular, with its own address or with none. The latter holds for addresses of this machine only:
 * who serves port 80 has nothing to do with what others fetch from port 80 elsewhere.
 */
final class FlowTable {
    /** Nothing is known of such a socket. */
    static final int UNKNOWN = 0;

    /** It belongs to somebody who is not followed. */
    static final int FOREIGN = -1;

    private static final int WORDS = 5;
    private static final long IPV4_ANY = 0xffffL << Integer.SIZE;
    private static final long LOOPBACK_NET = 0xffff_7fL;
    private static final int LOOPBACK_SHIFT = 24;
    private static final int PORT_BITS = 16;

    /** Own address, the other side's, then protocol and ports: five words for each slot. */
    private final long[] keys;

    private final int[] owners;
    private final int mask;
    private final AddressSet addresses;
    private final PacketProcess[] processes;
    private final long asOfEpochNs;

    private FlowTable(Builder from, PacketProcess[] processes, AddressSet addresses, long asOfEpochNs) {
        this.keys = from.keys;
        this.owners = from.owners;
        this.mask = from.owners.length - 1;
        this.addresses = addresses;
        this.processes = processes;
        this.asOfEpochNs = asOfEpochNs;
    }

    private FlowTable(FlowTable from, long asOfEpochNs) {
        this.keys = from.keys;
        this.owners = from.owners;
        this.mask = from.mask;
        this.addresses = from.addresses;
        this.processes = from.processes;
        this.asOfEpochNs = asOfEpochNs;
    }

    /** The same, seen again later. */
    FlowTable asOf(long epochNs) {
        return new FlowTable(this, epochNs);
    }

    /** The processes that owners are numbers of, from 1 on. The caller leaves it as it is. */
    PacketProcess[] processes() {
        return processes;
    }

    /** When the look began: of later connections nothing is known. */
    long asOfEpochNs() {
        return asOfEpochNs;
    }

    /** Whose a packet is: the sender's, or else the receiver's; a number from 1 on, {@link #UNKNOWN} or {@link #FOREIGN}. */
    int ownerOf(PacketFlow flow) {
        final int sender = side(
                flow.protocol(),
                flow.sourceHigh(),
                flow.sourceLow(),
                flow.sourcePort(),
                flow.targetHigh(),
                flow.targetLow(),
                flow.targetPort(),
                false);
        if (sender > 0) {
            return sender;
        }
        final int receiver = side(
                flow.protocol(),
                flow.targetHigh(),
                flow.targetLow(),
                flow.targetPort(),
                flow.sourceHigh(),
                flow.sourceLow(),
                flow.sourcePort(),
                flow.isToGroup());
        if (receiver > 0) {
            return receiver;
        }
        // What one side of this machine has to do with it is not known yet, whatever the other side is.
        final boolean isOpen = (sender == UNKNOWN && isOurs(flow.sourceHigh(), flow.sourceLow()))
                || (receiver == UNKNOWN && isOurs(flow.targetHigh(), flow.targetLow()));
        return isOpen ? UNKNOWN : Math.min(sender, receiver);
    }

    /** Whether a look could say whose a packet is: a side of this machine, or of a group, is unknown. */
    boolean isOpen(PacketFlow flow) {
        return (flow.isToGroup()
                        || isOurs(flow.sourceHigh(), flow.sourceLow())
                        || isOurs(flow.targetHigh(), flow.targetLow()))
                && ownerOf(flow) == UNKNOWN;
    }

    private int side(
            int protocol,
            long ownHigh,
            long ownLow,
            int ownPort,
            long otherHigh,
            long otherLow,
            int otherPort,
            boolean isGroup) {
        final int connected = find(ownHigh, ownLow, otherHigh, otherLow, ports(protocol, ownPort, otherPort));
        if (connected != UNKNOWN) {
            return connected;
        }
        final long local = ports(protocol, ownPort, 0);
        final int bound = find(ownHigh, ownLow, 0, 0, local);
        if (bound != UNKNOWN || !(isGroup || isOurs(ownHigh, ownLow))) {
            return bound;
        }
        final boolean isOfFour = ownHigh == 0 && ownLow >>> Integer.SIZE == IPV4_ANY >>> Integer.SIZE;
        final int onFour = isOfFour ? find(0, IPV4_ANY, 0, 0, local) : UNKNOWN;
        return onFour != UNKNOWN ? onFour : find(0, 0, 0, 0, local);
    }

    private boolean isOurs(long high, long low) {
        return (high == 0 && (low >>> LOOPBACK_SHIFT == LOOPBACK_NET || low == 1)) || addresses.contains(high, low);
    }

    private int find(long ownHigh, long ownLow, long otherHigh, long otherLow, long ports) {
        int slot = hash(ownHigh, ownLow, otherHigh, otherLow, ports) & mask;
        while (owners[slot] != UNKNOWN) {
            final int at = slot * WORDS;
            if (keys[at + 4] == ports
                    && keys[at + 1] == ownLow
                    && keys[at + 3] == otherLow
                    && keys[at] == ownHigh
                    && keys[at + 2] == otherHigh) {
                return owners[slot];
            }
            slot = slot + 1 & mask;
        }
        return UNKNOWN;
    }

    private static long ports(int protocol, int own, int other) {
        return (long) protocol << Integer.SIZE | (long) own << PORT_BITS | other;
    }

    /** Anybody may choose addresses and ports, but only as many as there are sockets here; a long probe costs time and nothing else. */
    private static int hash(long a, long b, long c, long d, long e) {
        long mixed = a;
        mixed = mixed * 0x9E3779B97F4A7C15L + b;
        mixed = (mixed ^ mixed >>> 29) * 0xBF58476D1CE4E5B9L + c;
        mixed = (mixed ^ mixed >>> 32) * 0x94D049BB133111EBL + d;
        mixed = (mixed ^ mixed >>> 29) * 0x9E3779B97F4A7C15L + e;
        return (int) (mixed ^ mixed >>> 32);
    }

    /** Collects sockets; used up by {@link #build}. Confined to the target's thread. */
    static final class Builder {
        private static final int LEAST_SLOTS = 16;

        private final long[] keys;
        private final int[] owners;

        /** Room for so many sockets. */
        Builder(int most) {
            final int slots = Integer.highestOneBit(Math.max(most, LEAST_SLOTS / 2)) << 2;
            keys = new long[slots * WORDS];
            owners = new int[slots];
        }

        /** Adds a socket; of several that cannot be told apart a followed one wins, and of these the one of the lower number. */
        void add(SocketKey socket, int owner) {
            final long ports = ports(socket.protocol(), socket.localPort(), socket.remotePort());
            final int mask = owners.length - 1;
            int slot =
                    hash(socket.localHigh(), socket.localLow(), socket.remoteHigh(), socket.remoteLow(), ports) & mask;
            while (owners[slot] != UNKNOWN && !isAt(slot * WORDS, socket, ports)) {
                slot = slot + 1 & mask;
            }
            final int at = slot * WORDS;
            final int before = owners[slot];
            if (before <= UNKNOWN || (owner > UNKNOWN && owner < before)) {
                owners[slot] = owner;
            }
            keys[at] = socket.localHigh();
            keys[at + 1] = socket.localLow();
            keys[at + 2] = socket.remoteHigh();
            keys[at + 3] = socket.remoteLow();
            keys[at + 4] = ports;
        }

        private boolean isAt(int at, SocketKey socket, long ports) {
            return keys[at + 4] == ports
                    && keys[at] == socket.localHigh()
                    && keys[at + 1] == socket.localLow()
                    && keys[at + 2] == socket.remoteHigh()
                    && keys[at + 3] == socket.remoteLow();
        }

        FlowTable build(PacketProcess[] processes, AddressSet addresses, long asOfEpochNs) {
            return new FlowTable(this, processes, addresses, asOfEpochNs);
        }
    }
}
