package io.ringcap.bench.live;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a suite measures with. Made by {@link LiveBench} for each suite, confined to its thread.
 *
 * @param network two namespaces and a pair of interfaces, used by nobody else
 * @param results takes every measurement
 * @param tools the programs and the build that are measured
 * @param folder empty, for what is recorded; removed after the suite
 * @param rounds how often each row is measured
 * @param isQuick whether fewer rows and shorter runs are wanted
 * @param deadlineNs when the suite has to have ended, by {@link System#nanoTime}
 */
public record Setting(
        BenchNetwork network, Results results, Tools tools, Path folder, int rounds, boolean isQuick, long deadlineNs) {

    /** What is left of the suite's time; not negative. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, deadlineNs - System.nanoTime()));
    }

    /** Whether there is time for something that takes so long. */
    public boolean hasTimeFor(Duration duration) {
        return left().compareTo(duration) >= 0;
    }
}
