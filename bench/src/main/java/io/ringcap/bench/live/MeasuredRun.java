package io.ringcap.bench.live;

/** One run of one recorder under one traffic, and what it took. Immutable. */
record MeasuredRun(Accounting accounting, ProcessCost cost, double seconds, double stopMs) {
    private static final double KIB_PER_MIB = 1024;

    /** Whether all arrived, and everything says so. */
    boolean isLossless() {
        return accounting.isAccounted() && accounting.lost() == 0;
    }

    double pps() {
        return seconds > 0 ? accounting.sent() / seconds : 0;
    }

    /** Adds it to a line of results. */
    ResultLine put(ResultLine line) {
        accounting.put(line);
        final double taken = accounting.counters().received();
        line.put("cpu_ns_per_packet", cost.cpuNs() / taken)
                .put("rss_mib", cost.peakRssKib() / KIB_PER_MIB)
                .put("context_switches", cost.contextSwitches())
                .put("softirq_ns_per_packet", cost.softirqNs() / (double) accounting.sent())
                .put("pps", pps())
                .put("seconds", seconds)
                .put("stop_ms", stopMs);
        if (accounting.sent() > 0) {
            line.put("lost_percent", accounting.lost() * 100.0 / accounting.sent());
        }
        return line;
    }
}
