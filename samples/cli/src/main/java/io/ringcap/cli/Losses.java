package io.ringcap.cli;

import io.ringcap.message.CaptureStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Says which packets are missing somewhere, cause by cause. */
final class Losses {
    private Losses() {}

    /** {@code 0 dropped}, or the causes that there are with their counts. */
    static String text(CaptureStats stats) {
        final List<String> causes = new ArrayList<>();
        add(causes, stats.droppedKernel(), "dropped by the kernel");
        final Long byInterface = stats.droppedInterface();
        add(causes, byInterface == null ? 0 : byInterface, "dropped by the interface");
        add(causes, stats.undrained(), "left in the kernel");
        add(causes, sum(stats.handlerSkipped()), "skipped by slow handlers");
        stats.unsavedPackets().forEach((sink, count) -> add(causes, count, "not saved by " + sink));
        add(causes, stats.cutPackets(), "cut");
        return causes.isEmpty() ? "0 dropped" : String.join(", ", causes);
    }

    private static void add(List<String> causes, long count, String cause) {
        if (count > 0) {
            causes.add(Amounts.count(count) + " " + cause);
        }
    }

    private static long sum(Map<String, Long> bySink) {
        return bySink.values().stream().mapToLong(Long::longValue).sum();
    }
}
