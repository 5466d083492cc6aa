package io.ringcap.bench.live.probe;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The numbers of packets in the order in which they came, and when the kernel received them. One thread adds; others may read when
 * it has ended.
 */
final class SequenceLog {
    private static final int MOST = 1 << 19;

    private final long[] numbers = new long[MOST];
    private final long[] times = new long[MOST];
    private int size;

    /** @throws IllegalStateException when it is full, because what it would tell from then on were wrong */
    void add(long number, long timestampNs) {
        if (size == MOST) {
            throw new IllegalStateException("more than " + MOST + " packets in one run; measure for less time");
        }
        numbers[size] = number;
        times[size++] = timestampNs;
    }

    /** How many numbers it has of these, both ends included. */
    long between(long lowest, long highest) {
        return Arrays.stream(numbers, 0, size)
                .filter(number -> number >= lowest && number <= highest)
                .count();
    }

    /** The number of the first packet that was received at this time or later; beyond all numbers when there is none. */
    long firstSince(long timestampNs) {
        return IntStream.range(0, size)
                .filter(i -> times[i] >= timestampNs)
                .mapToLong(i -> numbers[i])
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    /** The number of the last packet that was received before this time; -1 when there is none. */
    long lastBefore(long timestampNs) {
        return IntStream.range(0, size)
                .filter(i -> times[i] < timestampNs)
                .mapToLong(i -> numbers[i])
                .max()
                .orElse(-1);
    }
}
