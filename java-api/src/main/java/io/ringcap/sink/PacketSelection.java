package io.ringcap.sink;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * Which packets of a journal are wanted.
 *
 * @param filter BPF expression, empty for all
 * @param fromNs time of the first packet wanted, in nanoseconds since the epoch
 * @param toNs time of the last packet wanted, in nanoseconds since the epoch
 */
public record PacketSelection(String filter, long fromNs, long toNs) {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** Every packet. */
    public static final PacketSelection ALL = new PacketSelection("", Long.MIN_VALUE, Long.MAX_VALUE);

    public PacketSelection {
        requireNonNull(filter, "filter");
    }

    /**
     * {@return the packets from one time to another, both included}
     *
     * @param from the earliest time
     * @param to the latest time
     */
    public static PacketSelection between(Instant from, Instant to) {
        return new PacketSelection("", nanos(from), nanos(to));
    }

    /**
     * {@return the same times, and only packets that match a BPF expression}
     *
     * @param expression empty for every packet
     */
    public PacketSelection withFilter(String expression) {
        return new PacketSelection(expression, fromNs, toNs);
    }

    private static long nanos(Instant time) {
        try {
            return Math.addExact(Math.multiplyExact(time.getEpochSecond(), NANOS_PER_SECOND), time.getNano());
        } catch (ArithmeticException e) {
            // Beyond what a packet's time can be, as Instant.MIN and MAX are: no bound.
            return time.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
