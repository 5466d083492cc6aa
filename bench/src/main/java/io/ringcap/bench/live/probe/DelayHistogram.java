package io.ringcap.bench.live.probe;

/**
 * Counts durations in nanoseconds in log-linear buckets, each at most 1/64 of its value wide; recording allocates nothing.
 * One thread records; others may read when it has ended. {@code c_latency.c} has the same buckets.
 */
final class DelayHistogram {
    private static final int SUB_BITS = 6;
    private static final int SUB_BUCKETS = 1 << SUB_BITS;

    /** The longest duration that is told from longer ones: 18 minutes. */
    static final long LONGEST_NS = (1L << 40) - 1;

    private final long[] counts = new long[indexOf(LONGEST_NS) + 1];
    private long count;
    private long negative;
    private long max;

    /** Takes a duration. One below zero, which only a wrong clock makes, counts as zero and is told apart. */
    void record(long nanos) {
        long value = nanos;
        if (value < 0) {
            negative++;
            value = 0;
        }
        value = Math.min(value, LONGEST_NS);
        counts[indexOf(value)]++;
        count++;
        max = Math.max(max, value);
    }

    /** How many durations were recorded. */
    long count() {
        return count;
    }

    /** How many of them were below zero. */
    long negative() {
        return negative;
    }

    long max() {
        return max;
    }

    /** The duration that this percentage of all did not exceed, as the upper end of its bucket; 0 when there is none. */
    long percentile(double percent) {
        final long rank = Math.max(1, (long) Math.ceil(percent / 100 * count));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return Math.min(upperEnd(i), max);
            }
        }
        return max;
    }

    private static int indexOf(long value) {
        final int highestBit = 63 - Long.numberOfLeadingZeros(value | 1);
        final int shift = Math.max(0, highestBit - SUB_BITS);
        return shift * SUB_BUCKETS + (int) (value >>> shift);
    }

    private static long upperEnd(int index) {
        if (index < 2 * SUB_BUCKETS) {
            return index;
        }
        final int shift = index / SUB_BUCKETS - 1;
        final long place = index - (long) shift * SUB_BUCKETS;
        return ((place + 1) << shift) - 1;
    }
}
