package io.ringcap.bench.live.probe;

import java.util.ArrayList;
import java.util.List;

/**
 * Counts sequence numbers as they arrive, which should come one after the other, and tells holes, repetitions and strangers apart. It
 * remembers no number but the last, so that counting costs the handler next to nothing. The thread of one handler writes; others may
 * read when it has ended.
 */
final class ArrivalTally {
    private static final long NONE = -1;
    private static final int MOST_HOLES = 100_000;

    private final long step;
    private long first = NONE;
    private long last = NONE;
    private long packets;
    private long missing;
    private long repeated;
    private long foreign;
    private final List<Hole> holes = new ArrayList<>();

    /** @param step how far apart the numbers are, as when several sessions share them out */
    ArrivalTally(long step) {
        this.step = step;
    }

    /** Takes the number of the next packet that came. */
    void accept(long sequence) {
        accept(sequence, Long.MAX_VALUE);
    }

    /** Takes the number of the next packet that came, and when the kernel received it. */
    void accept(long sequence, long timestampNs) {
        packets++;
        if (first == NONE) {
            first = sequence;
            last = sequence;
        } else if (sequence <= last) {
            repeated++;
        } else {
            final long left = (sequence - last) / step - 1;
            if (left > 0 && holes.size() < MOST_HOLES) {
                holes.add(new Hole(left, timestampNs));
            }
            missing += left;
            last = sequence;
        }
    }

    /** Takes a packet that our sender did not send. */
    void acceptForeign() {
        foreign++;
    }

    /** Packets of our sender. */
    long packets() {
        return packets;
    }

    /** The first number that came, -1 when none has. */
    long first() {
        return first;
    }

    /** The highest number that came, -1 when none has. */
    long last() {
        return last;
    }

    /** Numbers that were left out between the first and the last. */
    long missing() {
        return missing;
    }

    /** Those of them that were left out before this time: the next packet that came was received earlier. */
    long missingBefore(long timestampNs) {
        return holes.stream()
                .filter(hole -> hole.endNs < timestampNs)
                .mapToLong(Hole::size)
                .sum();
    }

    /** Packets whose number had come before, or late. */
    long repeated() {
        return repeated;
    }

    long foreign() {
        return foreign;
    }

    /** Whether nothing came but what was sent, in order and once. */
    boolean isInOrder() {
        return repeated == 0 && foreign == 0;
    }

    /** Numbers that were left out, and when the packet after them was received. */
    private record Hole(long size, long endNs) {}
}
