package io.ringcap.bench.report;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The results of a suite as Markdown: a line for each row, a column for each metric. Stateless. */
final class Tables {
    private Tables() {}

    static String of(String suite, Results results) {
        final StringBuilder text = new StringBuilder("## ").append(cell(suite)).append("\n\n");
        final List<String> metrics = List.copyOf(results.metrics(suite));
        text.append("| traffic | row | runs |");
        metrics.forEach(metric ->
                text.append(' ').append(cell(Metric.title(suite, metric))).append(" |"));
        text.append("\n| --- | --- | --- |")
                .append(" --- |".repeat(metrics.size()))
                .append('\n');
        final Set<String> traffics = new LinkedHashSet<>();
        metrics.forEach(
                metric -> traffics.addAll(results.byTraffic(suite, metric).keySet()));
        for (String traffic : traffics) {
            final Set<String> rows = new LinkedHashSet<>();
            metrics.forEach(metric ->
                    rows.addAll(rowsOf(results, suite, metric, traffic).keySet()));
            for (String row : rows) {
                addLine(text, results, suite, metrics, traffic, row);
            }
        }
        return text.append('\n').toString();
    }

    private static void addLine(
            StringBuilder text, Results results, String suite, List<String> metrics, String traffic, String row) {
        int runs = 0;
        final StringBuilder cells = new StringBuilder();
        for (String metric : metrics) {
            final Summary summary = rowsOf(results, suite, metric, traffic).get(row);
            runs = Math.max(runs, summary == null ? 0 : summary.runs());
            cells.append(' ').append(summary == null ? "" : cell(text(summary))).append(" |");
        }
        text.append("| ")
                .append(cell(traffic))
                .append(" | ")
                .append(cell(row))
                .append(" | ")
                .append(runs)
                .append(" |")
                .append(cells)
                .append('\n');
    }

    private static Map<String, Summary> rowsOf(Results results, String suite, String metric, String traffic) {
        return results.byTraffic(suite, metric).getOrDefault(traffic, Map.of());
    }

    private static String text(Summary summary) {
        final String median = Figures.text(summary.median());
        return summary.runs() == 1
                ? median
                : median + " (" + Figures.text(summary.lowest()) + " to " + Figures.text(summary.highest()) + ")";
    }

    /** Names are data: none may end a cell or begin a tag. */
    static String cell(String text) {
        return text.replaceAll("\\p{Cntrl}", " ")
                .replace("\\", "\\\\")
                .replace("|", "\\|")
                .replace("<", "&lt;");
    }
}
