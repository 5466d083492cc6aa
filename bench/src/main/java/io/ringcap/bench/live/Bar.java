package io.ringcap.bench.live;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * A figure that has to be reached, and what was measured. Immutable.
 *
 * @param measured nothing when it was not measured
 * @param isStrict whether the limit itself is already too much
 */
record Bar(String text, String unit, OptionalDouble measured, double limit, boolean isStrict) {
    private static final String CPU = "cpu_ns_per_packet";

    /** All bars that a live network can answer. */
    static List<Bar> of(Figures figures) {
        return Stream.of(
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
                0,
                false);
    }

    private static Bar cpu(String suite, String row, String peer, double limit, Figures figures) {
        final OptionalDouble own = figures.median(suite, row, "64", CPU);
        final OptionalDouble other = figures.median(suite, peer, "64", CPU);
        final boolean isSound = figures.isAccounted(suite, row, "64") && figures.isAccounted(suite, peer, "64");
        final OptionalDouble ratio = own.isPresent() && other.isPresent() && other.getAsDouble() > 0
                ? OptionalDouble.of(isSound ? own.getAsDouble() / other.getAsDouble() : Double.NaN)
                : OptionalDouble.empty();
        final String load = "cpu".equals(suite) ? "100 kpps" : "flat out";
        return new Bar("CPU per packet, 64 B, %s: %s / %s".formatted(load, row, peer), "", ratio, limit, false);
    }

    private static Bar fast(String text, String row, Figures figures) {
        return new Bar(text, "ms", figures.median("stop", row, "64", "median_ms"), 50, true);
    }

    boolean isMet() {
        final double value = measured.orElse(Double.NaN);
        return isStrict ? value < limit : value <= limit;
    }

    /** The bar as whoever reads the table sees it. */
    String toLine() {
        return String.format(
                Locale.ROOT,
                "%-82s %9.3f %-2s (bar: %s %.2f)  %s",
                text,
                measured.orElse(Double.NaN),
                unit,
                isStrict ? "<" : "<=",
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
