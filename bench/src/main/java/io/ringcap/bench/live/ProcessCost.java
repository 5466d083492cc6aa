package io.ringcap.bench.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a process, and what the system's softirqs, have taken so far, or between two moments. Immutable.
 *
 * @param cpuNs user and system time of all its threads, also of those that have ended
 * @param contextSwitches voluntary and involuntary ones of the threads that are alive
 * @param peakRssKib the most memory that was resident at a time, ever
 * @param threads what each thread that is alive has taken, by its name and number
 * @param softirqNs of all processors, for whomever; sampled by the clock tick
 */
public record ProcessCost(
        long cpuNs, long contextSwitches, long peakRssKib, Map<String, Long> threads, long softirqNs) {
    // What /proc counts in, whatever the kernel's own tick.
    private static final long TICK_NS = 10_000_000;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final int SOFTIRQ_COLUMN = 7;

    public ProcessCost {
        threads = Map.copyOf(threads);
    }

    /** What was taken up to now; memory as told. */
    public static ProcessCost of(Tools tools, long pid) throws IOException, InterruptedException {
        final long cpuNs = Long.parseLong(
                Child.run(tools.processCpu().toString(), Long.toString(pid)).strip());
        final Path process = process(pid);
        long switches = 0;
        for (Path task : tasks(process)) {
            switches += field(task.resolve("status"), "voluntary_ctxt_switches:")
                    + field(task.resolve("status"), "nonvoluntary_ctxt_switches:");
        }
        return new ProcessCost(
                cpuNs,
                switches,
                field(process.resolve("status"), "VmHWM:"),
                threadTimes(pid),
                softirqTicks() * TICK_NS);
    }

    /** What the threads that are alive have taken, in nanoseconds: at once, for who only wants to know whether they rest. */
    static long ofLiveThreads(long pid) throws IOException {
        return threadTimes(pid).values().stream().mapToLong(Long::longValue).sum();
    }

    /** What was taken since an earlier moment. */
    public ProcessCost since(ProcessCost earlier) {
        final Map<String, Long> grown = new HashMap<>();
        threads.forEach((name, ns) -> grown.put(name, ns - earlier.threads.getOrDefault(name, 0L)));
        return new ProcessCost(
                cpuNs - earlier.cpuNs,
                Math.max(0, contextSwitches - earlier.contextSwitches),
                peakRssKib,
                grown,
                softirqNs - earlier.softirqNs);
    }

    /** The threads that took most, the busiest first, such as {@code "ringcap-1-worker 20.1 ms, ..."}. */
    public String busiestThreads(int count) {
        return threads.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(count)
                .map(thread -> String.format(
                        Locale.ROOT,
                        "%s %.1f ms",
                        thread.getKey().substring(0, thread.getKey().lastIndexOf('/')),
                        thread.getValue() / NANOS_PER_MILLI))
                .collect(Collectors.joining(", "));
    }

    private static Path process(long pid) {
        return Path.of("/proc", Long.toString(pid));
    }

    private static Map<String, Long> threadTimes(long pid) throws IOException {
        final Map<String, Long> times = new HashMap<>();
        for (Path task : tasks(process(pid))) {
            final String name = text(task.resolve("comm")).strip();
            final String run = text(task.resolve("schedstat")).split(" ", -1)[0];
            if (!run.isEmpty()) {
                times.put(name + "/" + task.getFileName(), Long.parseLong(run));
            }
        }
        return times;
    }

    private static List<Path> tasks(Path process) throws IOException {
        try (Stream<Path> tasks = Files.list(process.resolve("task"))) {
            return tasks.toList();
        }
    }

    private static long field(Path file, String name) throws IOException {
        return text(file)
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line ->
                        Long.parseLong(line.substring(name.length()).strip().split(" ", -1)[0]))
                .findFirst()
                .orElse(0);
    }

    /** A file of /proc; empty when its thread has just ended. */
    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            if (Files.exists(file)) {
                throw e;
            }
            return "";
        }
    }

    private static long softirqTicks() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
            return Long.parseLong(lines.findFirst().orElseThrow().split("\\s+", -1)[SOFTIRQ_COLUMN]);
        }
    }
}
