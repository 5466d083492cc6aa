package io.ringcap.bench.live;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * A figure that has to be reached, and what was measured. Immutable.
 *
 * @param measured nothing when it was not measured
 */
record Bar(String text, String unit, OptionalDouble measured, Rule rule, double limit) {
    private static final String CPU = "cpu_ns_per_packet";

    /** On which side of the limit the figure has to be. */
    enum Rule {
        AT_MOST("<="),
        BELOW("<"),
        AT_LEAST(">=");

        private final String sign;

        Rule(String sign) {
            this.sign = sign;
        }

        boolean isMet(double value, double limit) {
            return switch (this) {
                case AT_MOST -> value <= limit;
                case BELOW -> value < limit;
                case AT_LEAST -> value >= limit;
            };
        }
    }

    /** All bars that files and a live network can answer. */
    static List<Bar> of(Figures figures) {
        return Stream.of(
                        file("ringcap-null", "mix", 0.85, figures),
                        file("ringcap-null", "64", 0.85, figures),
                        file("ringcap-journal", "mix", 0.65, figures),
                        file("ringcap-journal", "64", 0.65, figures),
                        file("ringcap-pcap", "mix", 0.65, figures),
                        file("ringcap-pcap", "64", 0.65, figures),
                        file("ringcap-pcap-ring", "mix", 0.65, figures),
                        file("ringcap-pcap-ring", "64", 0.65, figures),
                        loss("ringcap-pcapng", figures),
                        loss("ringcap-pcap", figures),
                        cpu("cpu", "ringcap-pcap", "tcpdump", 0.5, figures),
                        cpu("cpu", "ringcap-pcapng", "dumpcap", 0.15, figures),
                        cpu(CpuSuite.FLAT_OUT, "ringcap-pcap", "tcpdump", 0.5, figures),
                        cpu(CpuSuite.FLAT_OUT, "ringcap-pcapng", "dumpcap", 0.15, figures),
                        cpu("cpu", "ringcap-null", "tcpdump", 0.5, figures),
                        cpu("cpu", "ringcap-null", "dumpcap", 0.15, figures),
                        fast("stop on a silent link", "ringcap-" + StartStop.SILENT, figures),
                        fast("start to first packet, warm JVM", "ringcap-" + StartStop.BUSY, figures))
                .filter(bar -> bar.measured().isPresent())
                .toList();
    }

    private static Bar loss(String row, Figures figures) {
        return new Bar(
                "1514-byte frames lost flat out, worst round, ring of files: " + row,
                "",
                figures.worst("flat", row, "1514", "lost"),
                Rule.AT_MOST,
                0);
    }

    private static Bar file(String row, String traffic, double limit, Figures figures) {
        final OptionalDouble own = figures.median("file", row, traffic, "mpps");
        final OptionalDouble loop = figures.median("file", FileSuite.C_LOOP, traffic, "mpps");
        return new Bar(
                "file, %s: %s / C loop that copies".formatted(traffic, row),
                "",
                ratio(own, loop, figures.isAccounted("file", row, traffic)),
                Rule.AT_LEAST,
                limit);
    }

    /** Nothing when one of them was not measured; no number when it does not add up. */
    private static OptionalDouble ratio(OptionalDouble own, OptionalDouble other, boolean isSound) {
        return own.isPresent() && other.isPresent() && other.getAsDouble() > 0
                ? OptionalDouble.of(isSound ? own.getAsDouble() / other.getAsDouble() : Double.NaN)
                : OptionalDouble.empty();
    }

    private static Bar cpu(String suite, String row, String peer, double limit, Figures figures) {
        final OptionalDouble own = figures.median(suite, row, "64", CPU);
        final OptionalDouble other = figures.median(suite, peer, "64", CPU);
        final boolean isSound = figures.isAccounted(suite, row, "64") && figures.isAccounted(suite, peer, "64");
        final OptionalDouble ratio = ratio(own, other, isSound);
        final String load = "cpu".equals(suite) ? "100 kpps" : "flat out";
        return new Bar("CPU per packet, 64 B, %s: %s / %s".formatted(load, row, peer), "", ratio, Rule.AT_MOST, limit);
    }

    private static Bar fast(String text, String row, Figures figures) {
        return new Bar(text, "ms", figures.median("stop", row, "64", "median_ms"), Rule.BELOW, 50);
    }

    boolean isMet() {
        return rule.isMet(measured.orElse(Double.NaN), limit);
    }

    /** The bar as whoever reads the table sees it. */
    String toLine() {
        return String.format(
                Locale.ROOT,
                "%-82s %9.3f %-2s (bar: %s %.2f)  %s",
                text,
                measured.orElse(Double.NaN),
                unit,
                rule.sign,
                limit,
                isMet() ? "met" : "missed");
    }

    /** The bar as a line of results. */
    ResultLine toResult() {
        return new ResultLine("bar", text, "", 0)
                .put("value", measured.orElse(Double.NaN))
                .put("limit", limit)
                .put("met", isMet());
    }
}
