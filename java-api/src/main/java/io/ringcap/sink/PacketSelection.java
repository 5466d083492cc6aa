package io.ringcap.sink;

import static java.util.Objects.requireNonNull;

/**
 * Which packets of a journal are wanted.
 *
 * @param filter BPF expression, empty for all
 * @param fromNs time of the first packet wanted, in nanoseconds since the epoch
 * @param toNs time of the last packet wanted, in nanoseconds since the epoch
 */
public record PacketSelection(String filter, long fromNs, long toNs) {
    /** Every packet. */
    public static final PacketSelection ALL = new PacketSelection("", Long.MIN_VALUE, Long.MAX_VALUE);

    public PacketSelection {
        requireNonNull(filter, "filter");
    }
}
