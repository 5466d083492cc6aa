package io.ringcap.bench.live.probe;

import java.util.Arrays;

/** The first million of the numbers that it is given. One thread adds; others may read when it has ended. */
final class SequenceLog {
    private static final int MOST = 1 << 20;

    private final long[] numbers = new long[MOST];
    private int size;

    /** @throws IllegalStateException when it is full, because what it would tell from then on were wrong */
    void add(long number) {
        if (size == MOST) {
            throw new IllegalStateException("more than " + MOST + " packets in one run; measure for less time");
        }
        numbers[size++] = number;
    }

    /** How many numbers are in it that are not above this one. */
    long upTo(long number) {
        return Arrays.stream(numbers, 0, size).filter(one -> one <= number).count();
    }
}
