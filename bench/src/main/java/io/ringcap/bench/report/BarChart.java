package io.ringcap.bench.report;

import io.ringcap.bench.report.Svg.Anchor;
import java.util.Map;

/**
 * One metric of one suite: for each traffic a group of bars from zero, with medians and whiskers from lowest to highest. Bars are
 * compared within their group, which has its own scale.
 */
final class BarChart {
    private static final int WIDTH = 760;
    private static final int VALUES = 90;
    private static final int LEAST_LABELS = 120;
    private static final int MOST_LABELS = 340;

    /** Of the size that names have, with room for wide ones. */
    private static final double CHAR_WIDTH = 7.5;

    private static final int TITLE_HEIGHT = 54;
    private static final int GROUP_HEIGHT = 30;
    private static final int ROW_HEIGHT = 26;
    private static final int BAR_HEIGHT = 16;
    private static final int MARGIN = 14;

    private final Svg svg;

    /** Where the bars begin. */
    private final double left;

    private BarChart(Svg svg, double left) {
        this.svg = svg;
        this.left = left;
    }

    static String draw(String title, Map<String, Map<String, Summary>> byTraffic) {
        final int longest = byTraffic.values().stream()
                .flatMap(rows -> rows.keySet().stream())
                .mapToInt(String::length)
                .max()
                .orElse(0);
        final double left = Math.max(LEAST_LABELS, Math.min(MOST_LABELS, MARGIN + longest * CHAR_WIDTH));
        final Svg svg = new Svg(WIDTH, height(byTraffic), title)
                .text(MARGIN, 24, Anchor.START, 17, title)
                .text(MARGIN, 43, Anchor.START, 12, legend(byTraffic.size()));
        final BarChart chart = new BarChart(svg, left);
        double top = TITLE_HEIGHT;
        for (Map.Entry<String, Map<String, Summary>> group : byTraffic.entrySet()) {
            top = chart.drawGroup(top, group.getKey(), group.getValue());
        }
        return svg.document();
    }

    private static String legend(int groups) {
        return "bars are medians, whiskers the lowest and the highest run"
                + (groups > 1 ? "; each group has its own scale" : "");
    }

    private double drawGroup(double from, String traffic, Map<String, Summary> rows) {
        final double most =
                rows.values().stream().mapToDouble(Summary::highest).max().orElse(0);
        final double scale = most > 0 ? (WIDTH - left - VALUES) / most : 0;
        double top = from;
        if (!traffic.isEmpty()) {
            svg.text(MARGIN, top + 20, Anchor.START, 14, traffic);
            top += GROUP_HEIGHT;
        }
        for (Map.Entry<String, Summary> row : rows.entrySet()) {
            drawRow(top, scale, row.getKey(), row.getValue());
            top += ROW_HEIGHT;
        }
        return top;
    }

    private void drawRow(double top, double scale, String name, Summary summary) {
        final double middle = top + ROW_HEIGHT / 2.0;
        final double lowest = left + summary.lowest() * scale;
        final double highest = left + summary.highest() * scale;
        svg.text(left - 8, middle + 4, Anchor.END, 12, name)
                .bar(left, middle - BAR_HEIGHT / 2.0, summary.median() * scale, BAR_HEIGHT, Palette.bar(name))
                .line(lowest, middle, highest, middle, Svg.INK, 1)
                .line(lowest, middle - 4, lowest, middle + 4, Svg.INK, 1)
                .line(highest, middle - 4, highest, middle + 4, Svg.INK, 1)
                .text(highest + 8, middle + 4, Anchor.START, 12, Figures.text(summary.median()));
    }

    private static int height(Map<String, Map<String, Summary>> byTraffic) {
        int height = TITLE_HEIGHT + MARGIN;
        for (Map.Entry<String, Map<String, Summary>> group : byTraffic.entrySet()) {
            height += (group.getKey().isEmpty() ? 0 : GROUP_HEIGHT)
                    + group.getValue().size() * ROW_HEIGHT;
        }
        return height;
    }
}
