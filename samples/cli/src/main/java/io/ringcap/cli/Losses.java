package io.ringcap.cli;

import io.ringcap.message.CaptureStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Says which packets are missing somewhere, cause by cause. */
final class Losses {
    /** What is known to be somebody else's was not asked for. */
    private static final String OTHER_PROCESS = "other_process";

    private Losses() {}

    /** {@code 0 dropped}, or the causes that there are with their counts. */
    static String text(CaptureStats stats) {
        final List<String> causes = new ArrayList<>();
        add(causes, stats.droppedKernel(), "dropped by the kernel");
        final Long byInterface = stats.droppedInterface();
        add(causes, byInterface == null ? 0 : byInterface, "dropped by the interface");
        add(causes, ofNobody(stats), "of no known process");
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

    /** How many packets are missing somewhere, of all causes; one that is kept in part is not. */
    static long sum(CaptureStats stats) {
        final Long byInterface = stats.droppedInterface();
        return stats.droppedKernel()
                + (byInterface == null ? 0 : byInterface)
                + ofNobody(stats)
                + stats.undrained()
                + sum(stats.handlerSkipped())
                + sum(stats.unsavedPackets());
    }

    /** Taken out of a capture of processes, and it may have been theirs. */
    private static long ofNobody(CaptureStats stats) {
        return Math.max(stats.droppedUnattributed() - stats.unattributed().getOrDefault(OTHER_PROCESS, 0L), 0);
    }

    private static long sum(Map<String, Long> bySink) {
        return bySink.values().stream().mapToLong(Long::longValue).sum();
    }
}
