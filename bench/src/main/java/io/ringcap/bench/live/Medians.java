package io.ringcap.bench.live;

import java.util.Arrays;
import java.util.Collection;
import java.util.OptionalDouble;

/** The middle of several measurements. Stateless. */
public final class Medians {
    private Medians() {}

    /** The median; the mean of the two in the middle of an even number; nothing of nothing. */
    public static OptionalDouble of(Collection<Double> values) {
        if (values.isEmpty()) {
            return OptionalDouble.empty();
        }
        final double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        final int middle = sorted.length / 2;
        return OptionalDouble.of(
                sorted.length % 2 == 1
                        ? sorted[middle]
                        : Arrays.stream(sorted, middle - 1, middle + 1).sum() / 2);
    }
}
