package io.ringcap.bench.live;

import java.util.Collection;
import java.util.OptionalDouble;

/** The middle of several measurements. Stateless. */
public final class Medians {
    private Medians() {}

    /** The median; the mean of the two in the middle of an even number; nothing of nothing. */
    public static OptionalDouble of(Collection<? extends Number> values) {
        if (values.isEmpty()) {
            return OptionalDouble.empty();
        }
        final double[] sorted =
                values.stream().mapToDouble(Number::doubleValue).sorted().toArray();
        final int middle = sorted.length / 2;
        return OptionalDouble.of(sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
    }

    /** The highest; nothing of nothing. */
    public static OptionalDouble highest(Collection<? extends Number> values) {
        return values.stream().mapToDouble(Number::doubleValue).max();
    }
}
