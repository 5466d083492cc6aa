package io.ringcap.bench.live;

/**
 * One run of one recorder under one traffic, and what it took. Immutable.
 *
 * @param accounting of all that was sent, the warm-up included
 * @param measured what was sent while the cost was measured
 * @param cost of the measured part
 */
record MeasuredRun(RecordingAccount accounting, Sending.Sent measured, ProcessCost cost, double stopMs) {
    private static final double KIB_PER_MIB = 1024;
    private static final int BUSIEST = 8;

    /** Whether all arrived, and everything says so. */
    boolean isLossless() {
        return accounting.isAccounted() && accounting.lost() == 0;
    }

    double pps() {
        return measured.pps();
    }

    /** Adds it to a line of results. */
    ResultLine put(ResultLine line) {
        accounting.put(line);
        // What was lost cost nothing; it is spread over both parts alike, as nobody knows in which it was lost.
        final double taken = (double) measured.frames() * accounting.counters().received() / accounting.sent();
        line.put("cpu_ns_per_packet", cost.cpuNs() / taken)
                .put("rss_mib", cost.peakRssKib() / KIB_PER_MIB)
                .put("context_switches", cost.contextSwitches())
                .put("softirq_ns_per_packet", cost.softirqNs() / (double) measured.frames())
                .put("pps", pps())
                .put("seconds", measured.seconds())
                .put("stop_ms", stopMs);
        if (cost.threads().size() > 1) {
            line.put("busiest_threads", cost.busiestThreads(BUSIEST));
        }
        if (accounting.sent() > 0) {
            line.put("lost_percent", accounting.lost() * 100.0 / accounting.sent());
        }
        return line;
    }
}
