package io.ringcap.bench.live.probe;

import io.ringcap.bench.live.SentFrame;
import io.ringcap.packet.PacketView;
import io.ringcap.sink.PacketHandler;

/**
 * The handler of a capture that runs before, while and after another one does: it knows when the kernel received each packet. The
 * sink's thread calls it; what it knows may be asked when that has ended.
 */
final class StopWitness implements PacketHandler {
    private final ArrivalTally tally = new ArrivalTally(1);
    private final SequenceLog log = new SequenceLog();

    @Override
    public void onPacket(PacketView packet) {
        final long sequence = SentFrame.sequence(packet);
        tally.accept(sequence, packet.timestampNs());
        log.add(sequence, packet.timestampNs());
    }

    /** Whether it has seen every packet between two times itself. */
    boolean isWhole(long fromNs, long untilNs) {
        return tally.isInOrder() && tally.missingBefore(untilNs) == tally.missingBefore(fromNs) && tally.packets() > 0;
    }

    /** How many packets the kernel received between two times. */
    long received(long fromNs, long untilNs) {
        return log.between(log.firstSince(fromNs), log.lastBefore(untilNs));
    }

    /** How many of them are in another log. */
    long of(SequenceLog other, long fromNs, long untilNs) {
        return other.between(log.firstSince(fromNs), log.lastBefore(untilNs));
    }

    /** The handler of the capture that is stopped. It can be made to ignore packets, which is a known loss for self-tests. */
    static final class Stopped implements PacketHandler {
        private static final long FIRST_IGNORED = 5000;

        private final long gap;
        private final ArrivalTally tally = new ArrivalTally(1);
        private final SequenceLog delivered = new SequenceLog();
        private final SequenceLog ignored = new SequenceLog();
        private volatile boolean isDeaf;
        private long seen;

        /** @param gap how many packets it ignores in the middle */
        Stopped(long gap) {
            this.gap = gap;
        }

        @Override
        public void onPacket(PacketView packet) {
            final long sequence = SentFrame.sequence(packet);
            seen++;
            if (isDeaf || (seen > FIRST_IGNORED && seen <= FIRST_IGNORED + gap)) {
                ignored.add(sequence, packet.timestampNs());
                return;
            }
            tally.accept(sequence, packet.timestampNs());
            delivered.add(sequence, packet.timestampNs());
        }

        /** Ignores everything from now on. */
        void deafen() {
            isDeaf = true;
        }

        ArrivalTally tally() {
            return tally;
        }

        SequenceLog delivered() {
            return delivered;
        }

        SequenceLog ignored() {
            return ignored;
        }
    }
}
