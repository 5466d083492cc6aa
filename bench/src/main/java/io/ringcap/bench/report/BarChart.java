package io.ringcap.bench.report;

import io.ringcap.bench.report.Svg.Anchor;
import java.util.Map;

/** One metric of one suite: for each traffic a group of bars from zero, with medians and whiskers from lowest to highest. */
final class BarChart {
    private static final int WIDTH = 760;
    private static final int LABELS = 220;
    private static final int VALUES = 90;
    private static final int PLOT = WIDTH - LABELS - VALUES;
    private static final int TITLE_HEIGHT = 54;
    private static final int GROUP_HEIGHT = 30;
    private static final int ROW_HEIGHT = 26;
    private static final int BAR_HEIGHT = 16;
    private static final int MARGIN = 14;

    private BarChart() {}

    static String draw(String title, String unit, Map<String, Map<String, Summary>> byTraffic) {
        final double most = byTraffic.values().stream()
                .flatMap(rows -> rows.values().stream())
                .mapToDouble(Summary::highest)
                .max()
                .orElse(0);
        final double scale = most > 0 ? PLOT / most : 0;
        final Svg svg = new Svg(WIDTH, height(byTraffic), title)
                .text(MARGIN, 24, Anchor.START, 17, title)
                .text(
                        MARGIN,
                        43,
                        Anchor.START,
                        12,
                        unit + "; bars are medians, whiskers the lowest and the highest run");
        double top = TITLE_HEIGHT;
        for (Map.Entry<String, Map<String, Summary>> group : byTraffic.entrySet()) {
            if (!group.getKey().isEmpty()) {
                svg.text(MARGIN, top + 20, Anchor.START, 14, group.getKey());
                top += GROUP_HEIGHT;
            }
            for (Map.Entry<String, Summary> row : group.getValue().entrySet()) {
                drawRow(svg, top, scale, row.getKey(), row.getValue());
                top += ROW_HEIGHT;
            }
        }
        return svg.document();
    }

    private static void drawRow(Svg svg, double top, double scale, String name, Summary summary) {
        final double middle = top + ROW_HEIGHT / 2.0;
        final double lowest = LABELS + summary.lowest() * scale;
        final double highest = LABELS + summary.highest() * scale;
        svg.text(LABELS - 8, middle + 4, Anchor.END, 12, name)
                .bar(LABELS, middle - BAR_HEIGHT / 2.0, summary.median() * scale, BAR_HEIGHT, Palette.bar(name))
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
