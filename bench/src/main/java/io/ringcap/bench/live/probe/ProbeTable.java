package io.ringcap.bench.live.probe;

import io.ringcap.bench.live.Medians;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Medians of all rounds as text: a table for each suite, a line for each row and traffic. Immutable. */
final class ProbeTable {
    private static final Map<String, List<String>> COLUMNS = columns();

    private final Map<String, Map<String, List<ProbeLine>>> suites = new LinkedHashMap<>();

    ProbeTable(List<ProbeLine> lines) {
        for (ProbeLine line : lines) {
            suites.computeIfAbsent(line.text("suite"), suite -> new LinkedHashMap<>())
                    .computeIfAbsent(
                            String.format("%-20s %-12s", line.text("row"), line.text("traffic")),
                            row -> new ArrayList<>())
                    .add(line);
        }
    }

    private static Map<String, List<String>> columns() {
        return Map.of(
                LatencyProbe.SUITE,
                List.of("samples", "p50_us", "p90_us", "p99_us", "p999_us", "max_us", "lost"),
                PausesProbe.SUITE,
                List.of("pauses", "pause_median_ms", "pause_longest_ms", "stall_longest_ms", "dropped", "lost"),
                SessionsProbe.SUITE,
                List.of("threads", "cpu_ns_per_packet", "cpu_percent", "pps", "lost"),
                StartStopProbe.SUITE,
                List.of("started_ms", "first_packet_ms", "stopped_ms", "stopped_longest_ms"),
                StopLossProbe.SUITE,
                List.of("received", "delivered", "dropped", "missing", "lost_before_stop", "stopped_longest_ms"));
    }

    /** Ends with a column that says how many of the rounds add up. */
    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder();
        suites.forEach((suite, rows) -> {
            final List<String> columns = COLUMNS.getOrDefault(suite, List.of());
            text.append(String.format("%n%-33s", suite));
            columns.forEach(column -> text.append(String.format(" %" + width(column) + "s", column)));
            text.append(" accounted\n");
            rows.forEach((row, lines) -> {
                text.append(row);
                columns.forEach(
                        column -> text.append(String.format(" %" + width(column) + "s", median(lines, column))));
                text.append(String.format(
                        " %9s%n",
                        lines.stream().filter(line -> line.isTrue("accounted")).count() + "/" + lines.size()));
            });
        });
        return text.toString();
    }

    private static int width(String column) {
        return Math.max(column.length(), 10);
    }

    private static String median(List<ProbeLine> lines, String column) {
        final List<Double> values = lines.stream()
                .filter(line -> line.has(column))
                .map(line -> line.number(column))
                .toList();
        final double median = Medians.of(values).orElse(0);
        if (values.isEmpty()) {
            return "-";
        }
        return String.format(Locale.ROOT, median == Math.rint(median) ? "%.0f" : "%.1f", median);
    }
}
