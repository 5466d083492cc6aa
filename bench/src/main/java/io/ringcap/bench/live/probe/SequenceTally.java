package io.ringcap.bench.live.probe;

/**
 * Counts sequence numbers that should come one after the other, and tells holes, repetitions and strangers apart. The thread
 * of one handler writes; others may read when it has ended.
 */
final class SequenceTally {
    private static final long NONE = -1;

    private final long step;
    private long first = NONE;
    private long last = NONE;
    private long packets;
    private long missing;
    private long repeated;
    private long foreign;

    /** @param step how far apart the numbers are, as when several sessions share them out */
    SequenceTally(long step) {
        this.step = step;
    }

    /** Takes the number of the next packet that came. */
    void accept(long sequence) {
        packets++;
        if (first == NONE) {
            first = sequence;
            last = sequence;
        } else if (sequence <= last) {
            repeated++;
        } else {
            missing += (sequence - last) / step - 1;
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

    /** Packets whose number had come before, or late. */
    long repeated() {
        return repeated;
    }

    long foreign() {
        return foreign;
    }

    /** Whether nothing came but what was sent, once, in order and without a hole. */
    boolean isUnbroken() {
        return missing == 0 && repeated == 0 && foreign == 0;
    }
}
