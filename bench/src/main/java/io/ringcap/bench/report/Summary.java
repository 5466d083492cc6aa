package io.ringcap.bench.report;

import java.util.List;

/**
 * What is told of the runs of one row.
 *
 * @param median the middle value, or the mean of the two in the middle
 * @param lowest of all runs
 * @param highest of all runs
 * @param runs how many there were
 */
record Summary(double median, double lowest, double highest, int runs) {

    static Summary of(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        final double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        final int middle = sorted.length / 2;
        final double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Summary(median, sorted[0], sorted[sorted.length - 1], sorted.length);
    }
}
