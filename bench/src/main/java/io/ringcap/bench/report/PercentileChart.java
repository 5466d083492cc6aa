package io.ringcap.bench.report;

import io.ringcap.bench.report.Svg.Anchor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The latency of one kind of traffic: a line for each row, from the median to the slowest packet, over a logarithmic scale. */
final class PercentileChart {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 400;
    private static final int LEFT = 80;
    private static final int RIGHT = 560;
    private static final int TOP = 64;
    private static final int BOTTOM = 350;
    private static final int LEGEND_STEP = 20;
    private static final double SMALLEST = 0.01;

    private final Svg svg;
    private final List<Double> percentiles;
    private final double lowest;
    private final double highest;

    private PercentileChart(Svg svg, List<Double> percentiles, double lowest, double highest) {
        this.svg = svg;
        this.percentiles = percentiles;
        this.lowest = lowest;
        this.highest = highest;
    }

    /**
     * Draws the chart.
     *
     * @param rows for each row the latency in microseconds at each percentile
     */
    static String draw(String title, Map<String, SortedMap<Double, Summary>> rows) {
        final SortedMap<Double, Double> all = new TreeMap<>();
        double least = Double.MAX_VALUE;
        double most = SMALLEST;
        for (SortedMap<Double, Summary> row : rows.values()) {
            for (Map.Entry<Double, Summary> point : row.entrySet()) {
                all.put(point.getKey(), point.getKey());
                least = Math.min(least, Math.max(SMALLEST, point.getValue().median()));
                most = Math.max(most, point.getValue().median());
            }
        }
        final Svg svg = new Svg(WIDTH, Math.max(HEIGHT, TOP + (rows.size() + 1) * LEGEND_STEP), title)
                .text(14, 24, Anchor.START, 17, title)
                .text(14, 43, Anchor.START, 12, "microseconds, logarithmic; medians of the runs");
        // Whole powers of ten, at least one.
        final double low = Math.floor(Math.log10(Math.min(least, most)));
        final double high = Math.max(low + 1, Math.ceil(Math.log10(most)));
        final PercentileChart chart = new PercentileChart(svg, new ArrayList<>(all.keySet()), low, high);
        chart.drawAxes();
        int index = 0;
        for (Map.Entry<String, SortedMap<Double, Summary>> row : rows.entrySet()) {
            chart.drawRow(index++, row.getKey(), row.getValue());
        }
        return svg.document();
    }

    private void drawAxes() {
        for (double power = lowest; power <= highest; power++) {
            final double at = y(Math.pow(10, power));
            svg.line(LEFT, at, RIGHT, at, Svg.FAINT, 1).text(LEFT - 8, at + 4, Anchor.END, 12, Figures.power(power));
        }
        for (double percentile : percentiles) {
            svg.text(x(percentile), BOTTOM + 22, Anchor.MIDDLE, 12, Percentile.label(percentile));
        }
    }

    private void drawRow(int index, String name, SortedMap<Double, Summary> points) {
        final String colour = Palette.line(index);
        final double legend = TOP + (double) index * LEGEND_STEP;
        svg.bar(RIGHT + 20, legend - 6, 12, 12, colour).text(RIGHT + 40, legend + 4, Anchor.START, 12, name);
        double lastX = Double.NaN;
        double lastY = Double.NaN;
        for (Map.Entry<Double, Summary> point : points.entrySet()) {
            final double atX = x(point.getKey());
            final double atY = y(point.getValue().median());
            if (!Double.isNaN(lastX)) {
                svg.line(lastX, lastY, atX, atY, colour, 2);
            }
            svg.dot(atX, atY, colour);
            lastX = atX;
            lastY = atY;
        }
    }

    private double x(double percentile) {
        final int steps = Math.max(1, percentiles.size() - 1);
        return LEFT + 20 + percentiles.indexOf(percentile) * (RIGHT - LEFT - 40.0) / steps;
    }

    private double y(double microseconds) {
        final double share = (Math.log10(Math.max(SMALLEST, microseconds)) - lowest) / (highest - lowest);
        return BOTTOM - Math.max(0, share) * (BOTTOM - TOP);
    }
}
