package io.ringcap.bench.live.probe;

import io.ringcap.packet.PacketView;
import io.ringcap.sink.PacketHandler;

/**
 * The handler of a capture that goes on while another one stops: it knows the number of the last packet that the kernel received
 * before the stop. The sink's thread calls it; {@link #stopAt} is for the thread that stops, the rest for when it has ended.
 */
final class StopWitness implements PacketHandler {
    private final SequenceTally tally = new SequenceTally(1);
    private volatile long stopNs = Long.MAX_VALUE;
    private long lastBeforeStop = -1;

    /** Says when the other capture is stopped. Called before that: what came here earlier was received earlier. */
    void stopAt(long wallClockNs) {
        stopNs = wallClockNs;
    }

    @Override
    public void onPacket(PacketView packet) {
        final long sequence = SentFrame.sequence(packet);
        tally.accept(sequence);
        if (packet.timestampNs() < stopNs) {
            lastBeforeStop = sequence;
        }
    }

    SequenceTally tally() {
        return tally;
    }

    long lastBeforeStop() {
        return lastBeforeStop;
    }

    /** The handler of the capture that is stopped. It can be made to ignore packets, which is a known loss for self-tests. */
    static final class Stopped implements PacketHandler {
        private static final long FIRST_IGNORED = 1000;

        private final long gap;
        private final SequenceTally tally = new SequenceTally(1);
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
                ignored.add(sequence);
                return;
            }
            tally.accept(sequence);
            delivered.add(sequence);
        }

        /** Ignores everything from now on. */
        void deafen() {
            isDeaf = true;
        }

        SequenceTally tally() {
            return tally;
        }

        /** How many packets that the witness knows to have come before the stop were not delivered. */
        long lostBeforeStop(StopWitness witness) {
            return witness.lastBeforeStop() - tally.first() + 1 - delivered.upTo(witness.lastBeforeStop());
        }

        /** How many of them it ignored on purpose. */
        long ignoredBeforeStop(StopWitness witness) {
            return ignored.upTo(witness.lastBeforeStop());
        }
    }
}
