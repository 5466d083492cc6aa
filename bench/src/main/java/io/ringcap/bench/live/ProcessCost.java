package io.ringcap.bench.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a process, and what the system's softirqs, have taken so far, or between two moments. Immutable.
 *
 * @param cpuNs user and system time of all its threads
 * @param contextSwitches voluntary and involuntary ones of all its threads
 * @param peakRssKib the most memory that was resident at a time, ever
 * @param softirqNs of all processors, for whomever; sampled by the clock tick
 */
public record ProcessCost(long cpuNs, long contextSwitches, long peakRssKib, long softirqNs) {
    // What /proc counts in, whatever the kernel's own tick.
    private static final long TICK_NS = 10_000_000;
    private static final int USER_FIELD = 11;
    private static final int SYSTEM_FIELD = 12;
    private static final int SOFTIRQ_COLUMN = 7;

    /** What was taken up to now; memory as told. */
    public static ProcessCost of(long pid) throws IOException {
        final Path process = Path.of("/proc", Long.toString(pid));
        long runNs = 0;
        long switches = 0;
        for (Path task : tasks(process)) {
            try {
                runNs += Long.parseLong(
                        Files.readString(task.resolve("schedstat")).split(" ", -1)[0]);
                switches += field(task.resolve("status"), "voluntary_ctxt_switches:")
                        + field(task.resolve("status"), "nonvoluntary_ctxt_switches:");
            } catch (IOException e) {
                // A thread that ended while we read is in the process's own figures.
                if (Files.exists(task.resolve("stat"))) {
                    throw e;
                }
            }
        }
        // Only the process knows what its ended threads have taken, and only in ticks: the rest is better known.
        final long wholeNs = ticks(process) * TICK_NS;
        final long endedNs = wholeNs - runNs > 2 * TICK_NS ? wholeNs - runNs : 0;
        return new ProcessCost(
                runNs + endedNs, switches, field(process.resolve("status"), "VmHWM:"), softirqTicks() * TICK_NS);
    }

    /** What was taken since an earlier moment. */
    public ProcessCost since(ProcessCost earlier) {
        return new ProcessCost(
                Math.max(0, cpuNs - earlier.cpuNs),
                Math.max(0, contextSwitches - earlier.contextSwitches),
                peakRssKib,
                softirqNs - earlier.softirqNs);
    }

    private static List<Path> tasks(Path process) throws IOException {
        try (Stream<Path> tasks = Files.list(process.resolve("task"))) {
            return new ArrayList<>(tasks.toList());
        }
    }

    private static long field(Path file, String name) throws IOException {
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.substring(name.length()).strip().split(" ", -1)[0]);
            }
        }
        return 0;
    }

    /** User and system time, those of ended threads included. The name before may hold anything, also blanks. */
    private static long ticks(Path process) throws IOException {
        final String line = Files.readString(process.resolve("stat"));
        final String[] fields =
                line.substring(line.lastIndexOf(')') + 1).strip().split(" ", -1);
        return Long.parseLong(fields[USER_FIELD]) + Long.parseLong(fields[SYSTEM_FIELD]);
    }

    private static long softirqTicks() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
            return Long.parseLong(lines.findFirst().orElseThrow().split("\\s+", -1)[SOFTIRQ_COLUMN]);
        }
    }
}
