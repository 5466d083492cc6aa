package io.ringcap.bench.report;

import java.util.Locale;
import java.util.Map;

/** What a field of the results is called where people read it. */
final class Metric {
    private static final Map<String, String> TITLES = Map.ofEntries(
            Map.entry("mpps", "million packets per second"),
            Map.entry("pps", "packets per second"),
            Map.entry("gbit_per_s", "Gbit/s sent"),
            Map.entry("lost_percent", "packets lost, %"),
            Map.entry("cpu_ns_per_packet", "CPU time per packet, ns"),
            Map.entry("softirq_ns_per_packet", "softirq time per packet, ns"),
            Map.entry("rss_mib", "resident memory, MiB"),
            Map.entry("context_switches", "context switches"));

    /** What JMH's operations are. */
    private static final Map<String, String> OPERATIONS = Map.of(
            "jmh-fill", "packet",
            "jmh-cursor", "packet",
            "jmh-file-format", "packet",
            "jmh-hand-off", "block",
            "jmh-journal-append", "block",
            "jmh-message-json", "message",
            "jmh-hash", "configuration");

    private Metric() {}

    /** The title of a suite's field; of one that is not known its name, in words and with its unit. */
    static String title(String suite, String field) {
        if (field.endsWith("/op")) {
            return field.replace("us", "µs").replace("/op", " per " + OPERATIONS.getOrDefault(suite, "operation"));
        }
        if (Percentile.of(field).isPresent()) {
            return Percentile.label(Percentile.of(field).getAsDouble()) + ", µs";
        }
        final String known = TITLES.get(field);
        return known != null
                ? known
                : field.replaceFirst("_ms$", ", ms")
                        .replaceFirst("_us$", ", µs")
                        .replaceFirst("_ns$", ", ns")
                        .replaceFirst("_mib$", ", MiB")
                        .replaceFirst("_percent$", ", %")
                        .replace('_', ' ');
    }

    /** What is left of a name for a file. */
    static String fileName(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    }
}
