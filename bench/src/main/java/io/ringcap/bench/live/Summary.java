package io.ringcap.bench.live;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;

/** The table at the end: medians, what does not add up, and the bars. Used once, by the harness's thread. */
final class Summary {
    /** What is worth a column, of whatever suite; a column stays empty in rows that did not measure it. */
    private static final List<String> COLUMNS = List.of(
            "pps",
            "lost_percent",
            "lost",
            "lost_of_offered",
            "cpu_ns_per_packet",
            "softirq_ns_per_packet",
            "context_switches",
            "rss_mib",
            "stop_ms",
            "median_ms",
            "lossless_pps",
            "absorbed_frames");

    private static final Set<String> WITHOUT_TABLE = Set.of("harness", "bar");

    private final PrintStream out;
    private final Results results;
    private final Figures figures;

    Summary(PrintStream out, Results results) {
        this.out = out;
        this.results = results;
        this.figures = new Figures(results.lines());
    }

    /** Prints everything, and adds the bars to the results. */
    void print() throws IOException {
        final List<Bar> bars = Bar.of(figures);
        for (Bar bar : bars) {
            results.add(bar.toResult());
        }
        String title = "";
        List<String> columns = List.of();
        for (Figures.Place place : figures.places()) {
            if (WITHOUT_TABLE.contains(place.suite())) {
                continue;
            }
            final String wanted = place.suite() + " " + place.traffic();
            if (!wanted.equals(title)) {
                title = wanted;
                columns = columnsOf(place);
                printHead(title, columns);
            }
            printRow(place, columns);
        }
        if (!bars.isEmpty()) {
            out.println();
            bars.forEach(bar -> out.println(bar.toLine()));
        }
        if (!results.remarks().isEmpty()) {
            out.println();
            results.remarks().forEach(out::println);
        }
    }

    private List<String> columnsOf(Figures.Place first) {
        return COLUMNS.stream()
                .filter(name -> figures.places().stream()
                        .filter(place -> place.suite().equals(first.suite())
                                && place.traffic().equals(first.traffic()))
                        .anyMatch(place -> median(place, name).isPresent()))
                .toList();
    }

    private OptionalDouble median(Figures.Place place, String name) {
        return figures.median(place.suite(), place.row(), place.traffic(), name);
    }

    private void printHead(String title, List<String> columns) {
        out.println();
        out.printf(Locale.ROOT, "%-24s %6s", title, "rounds");
        for (String column : columns) {
            out.printf(Locale.ROOT, " %" + width(column) + "s", column);
        }
        out.println();
    }

    private void printRow(Figures.Place place, List<String> columns) {
        out.printf(Locale.ROOT, "%-24s %6d", place.row(), figures.rounds(place));
        for (String column : columns) {
            final OptionalDouble value = median(place, column);
            if (value.isPresent()) {
                final String prefix = isAtLeast(place, column) ? ">=" : "";
                out.printf(Locale.ROOT, " %" + width(column) + "s", prefix + text(value.getAsDouble()));
            } else {
                out.printf(Locale.ROOT, " %" + width(column) + "s", "");
            }
        }
        final long unaccounted = figures.unaccounted(place);
        out.println(unaccounted == 0 ? "" : "  " + unaccounted + " do not add up");
    }

    /** Whether the sender, or the largest burst, was the limit, and not the recorder. */
    private boolean isAtLeast(Figures.Place place, String column) {
        return switch (column) {
            case "lossless_pps" -> figures.isEver(place, "is_sender_the_limit", true);
            case "absorbed_frames" -> figures.isEver(place, "is_limit_found", false);
            default -> false;
        };
    }

    private static String text(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 1000 ? "%.0f" : "%.2f", value);
    }

    private static int width(String column) {
        return Math.max(column.length(), 10);
    }
}
