package io.ringcap.bench.live.probe;

import java.util.List;

/** The middle of some measurements. */
final class Medians {
    private Medians() {}

    /** The one in the middle, or the mean of both; 0 of none. */
    static double of(List<? extends Number> values) {
        final double[] sorted =
                values.stream().mapToDouble(Number::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            return 0;
        }
        final int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** 0 of none. */
    static double highest(List<? extends Number> values) {
        return values.stream().mapToDouble(Number::doubleValue).max().orElse(0);
    }
}
