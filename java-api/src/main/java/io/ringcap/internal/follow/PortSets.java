package io.ringcap.internal.follow;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * Ports of two protocols as one expression for the kernel. It may let in more than was asked for, never less: many ports become
 * ranges with gaps in them, because libpcap's optimizer takes seconds for hundreds of terms. Confined to one thread.
 */
final class PortSets {
    /** Never true, and cheap: nothing is the target's. */
    static final String NOTHING = "len > 1000000000";

    /** Every packet that a socket may have to do with. */
    static final String EVERYTHING = "tcp or udp or (ip6[6] == 44)";

    private static final String OPENINGS = "(tcp[tcpflags] & tcp-syn != 0) or (ip6[6] == 6 and ip6[53] & 2 != 0)";

    private static final String LATER_FRAGMENTS =
            "(ip[6:2] & 0x1fff != 0 and (ip[9] == 6 or ip[9] == 17)) or (ip6[6] == 44)";

    private static final int MOST_TERMS = 48;

    private final BitSet tcp = new BitSet();
    private final BitSet udp = new BitSet();

    void addTcp(int port) {
        tcp.set(port);
    }

    void addUdp(int port) {
        udp.set(port);
    }

    /** What these ports take part in, and all later fragments, which have no ports; nothing when there are none. */
    String expression() {
        final List<String> parts = new ArrayList<>();
        add(parts, "tcp", tcp);
        add(parts, "udp", udp);
        if (parts.isEmpty()) {
            return NOTHING;
        }
        parts.add(LATER_FRAGMENTS);
        return String.join(" or ", parts);
    }

    /** The same and the first packets of everybody's connections: they tell at once that there is a new socket. */
    String expressionWithOpenings() {
        final String ports = expression();
        return ports.equals(NOTHING) ? OPENINGS : ports + " or " + OPENINGS;
    }

    private static void add(List<String> parts, String protocol, BitSet ports) {
        if (!ports.isEmpty()) {
            final List<String> terms = new ArrayList<>();
            for (int[] range : ranges(ports)) {
                terms.add(range[0] == range[1] ? "port " + range[0] : "portrange " + range[0] + "-" + range[1]);
            }
            parts.add("(" + protocol + " and (" + String.join(" or ", terms) + "))");
        }
    }

    /** Ranges that hold all ports, at most so many: the smallest gaps are closed first. */
    private static List<int[]> ranges(BitSet ports) {
        final List<int[]> ranges = new ArrayList<>();
        for (int from = ports.nextSetBit(0); from >= 0; ) {
            final int to = ports.nextClearBit(from) - 1;
            ranges.add(new int[] {from, to});
            from = ports.nextSetBit(to + 1);
        }
        if (ranges.size() <= MOST_TERMS) {
            return ranges;
        }
        // A gap is named by the range behind it; the largest ones stay.
        final List<Integer> kept = new ArrayList<>();
        for (int i = 1; i < ranges.size(); i++) {
            kept.add(i);
        }
        kept.sort(Comparator.comparingInt((Integer i) -> ranges.get(i - 1)[1] - ranges.get(i)[0]));
        final BitSet begins = new BitSet();
        kept.subList(0, MOST_TERMS - 1).forEach(begins::set);
        final List<int[]> merged = new ArrayList<>();
        for (int i = 0; i < ranges.size(); i++) {
            if (i == 0 || begins.get(i)) {
                merged.add(ranges.get(i).clone());
            } else {
                merged.get(merged.size() - 1)[1] = ranges.get(i)[1];
            }
        }
        return merged;
    }
}
