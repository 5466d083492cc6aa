package io.ringcap.bench.report;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Makes plots and tables of the raw results in a folder: {@code *.jsonl} of the harnesses and {@code *.json} of JMH. Writes one SVG a
 * metric and one a latency distribution, and prints Markdown. The same input gives the same bytes.
 */
public final class Report {
    /** What the harness says of itself, and of the bars, is for reading. */
    private static final Set<String> WITHOUT_PLOTS = Set.of("harness", "bar");

    /** What a row costs beside what is asked for: the tables have it. */
    private static final Set<String> NOT_PLOTTED = Set.of(
            "context_switches",
            "softirq_ns_per_packet",
            "rss_mib",
            "stop_ms",
            "seconds",
            "clock_error_us",
            "times",
            "runs",
            "sessions",
            "probes",
            "arrived_before_stop",
            "offered",
            "min_ms",
            "max_ms",
            "missing_at_start",
            "start_call_ms",
            "paused_percent");

    private final Results results = new Results();
    private final Path plots;
    private final Set<String> written = new LinkedHashSet<>();

    private Report(Path plots) {
        this.plots = plots;
    }

    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            throw new IllegalArgumentException("arguments: the folder of raw results, the folder for plots");
        }
        final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        out.print(make(Path.of(args[0]), Path.of(args[1])));
        out.flush();
    }

    /** Makes all plots and returns the tables. */
    static String make(Path data, Path plots) throws IOException {
        final Report report = new Report(plots);
        report.read(data);
        Files.createDirectories(plots);
        final StringBuilder text = new StringBuilder();
        for (String suite : report.results.suites()) {
            text.append(Tables.of(suite, report.results));
            report.plot(suite, text);
        }
        report.addUnaccounted(text);
        return text.toString();
    }

    private void read(Path data) throws IOException {
        final List<Path> files;
        try (Stream<Path> all = Files.list(data)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            if (file.toString().endsWith(".jsonl")) {
                new LineReader(results).read(file);
            } else if (file.toString().endsWith(".json")) {
                new JmhReader(results).read(file);
            }
        }
        if (results.suites().isEmpty()) {
            throw new IOException("no results in " + data
                    + ": run bench/data-path, bench/peers or JMH and put what they" + " wrote there");
        }
    }

    private void plot(String suite, StringBuilder text) throws IOException {
        final Map<String, Map<String, SortedMap<Double, Summary>>> latency = new LinkedHashMap<>();
        if (WITHOUT_PLOTS.contains(suite)) {
            return;
        }
        for (String metric : results.metrics(suite)) {
            if (NOT_PLOTTED.contains(metric)) {
                continue;
            }
            final Map<String, Map<String, Summary>> byTraffic = results.byTraffic(suite, metric);
            if (Percentile.of(metric).isPresent()) {
                byTraffic.forEach((traffic, rows) ->
                        rows.forEach((row, summary) -> latency.computeIfAbsent(traffic, any -> new LinkedHashMap<>())
                                .computeIfAbsent(row, any -> new TreeMap<>())
                                .put(Percentile.of(metric).getAsDouble(), summary)));
            } else if (isAnyAboveZero(byTraffic)) {
                final String unit = Metric.title(suite, metric);
                write(suite + "-" + metric, unit, BarChart.draw(suite + ": " + unit, byTraffic), text);
            }
        }
        for (Map.Entry<String, Map<String, SortedMap<Double, Summary>>> each : latency.entrySet()) {
            final String title = (suite.contains("latency") ? suite : suite + ": latency")
                    + (each.getKey().isEmpty() ? "" : ", " + each.getKey());
            write(suite + "-percentiles-" + each.getKey(), title, PercentileChart.draw(title, each.getValue()), text);
        }
    }

    /** Bars of no length show nothing that the table does not say. */
    private static boolean isAnyAboveZero(Map<String, Map<String, Summary>> byTraffic) {
        return byTraffic.values().stream()
                .flatMap(rows -> rows.values().stream())
                .anyMatch(summary -> summary.highest() > 0);
    }

    private void write(String name, String caption, String svg, StringBuilder text) throws IOException {
        String fileName = Metric.fileName(name);
        // Two names may be alike once what a file name cannot hold is gone.
        for (int i = 2; !written.add(fileName); i++) {
            fileName = Metric.fileName(name) + "-" + i;
        }
        Files.writeString(plots.resolve(fileName + ".svg"), svg);
        text.append("![")
                .append(Tables.cell(caption))
                .append("](")
                .append(plots.getFileName())
                .append('/')
                .append(fileName)
                .append(".svg)\n\n");
    }

    private void addUnaccounted(StringBuilder text) {
        final List<String> runs = results.unaccounted();
        if (!runs.isEmpty()) {
            text.append("## Runs that did not add up\n\n```\n")
                    .append(String.join("\n", runs))
                    .append("\n```\n");
        }
    }
}
