package io.ringcap.bench.live;

import java.util.Arrays;

/**
 * Which of the sender's numbered frames were found in files, in whatever order: each counted once, what came twice or from elsewhere
 * apart. One thread.
 */
public final class FoundFrames {
    private static final int FIRST_WORDS = 1 << 10;
    /** A number beyond it is not the sender's: it would take more memory than any run of the harness needs. */
    private static final long MAX_SEQUENCE = 1L << 33;

    private long[] seen = new long[FIRST_WORDS];
    private long unique;
    private long duplicates;
    private long foreign;
    private long first = Long.MAX_VALUE;
    private long last = -1;

    /** Counts a frame of the sender. */
    public void add(long sequence) {
        if (sequence < 0 || sequence > MAX_SEQUENCE) {
            foreign++;
            return;
        }
        final int word = (int) (sequence >>> 6);
        if (word >= seen.length) {
            seen = Arrays.copyOf(seen, Math.max(word + 1, seen.length * 2));
        }
        final long bit = 1L << sequence;
        if ((seen[word] & bit) != 0) {
            duplicates++;
            return;
        }
        seen[word] |= bit;
        unique++;
        first = Math.min(first, sequence);
        last = Math.max(last, sequence);
    }

    /** Counts a frame that carries no number of the sender. */
    public void addForeign() {
        foreign++;
    }

    /** How many records were looked at. */
    public long records() {
        return unique + duplicates + foreign;
    }

    /** How many different frames of the sender there were. */
    public long unique() {
        return unique;
    }

    public long duplicates() {
        return duplicates;
    }

    public long foreign() {
        return foreign;
    }

    /** The lowest number; -1 when there was none. */
    public long first() {
        return unique == 0 ? -1 : first;
    }

    /** The highest number; -1 when there was none. */
    public long last() {
        return last;
    }

    /** How many numbers between the lowest and the highest are missing. */
    public long missingWithin() {
        return unique == 0 ? 0 : last - first + 1 - unique;
    }
}
