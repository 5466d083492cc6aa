package io.ringcap.bench.live.probe;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The CPU time (user and system) that each thread of this process has had until one moment, in nanoseconds by the kernel's
 * scheduler. Immutable.
 */
final class ThreadsCpu {
    private static final Path TASKS = Path.of("/proc/self/task");

    private final Map<String, Long> byThread;

    private ThreadsCpu(Map<String, Long> byThread) {
        this.byThread = byThread;
    }

    static ThreadsCpu now() throws IOException {
        final Map<String, Long> byThread = new HashMap<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            for (Path task : tasks) {
                ranNs(task).ifPresent(ns -> byThread.put(String.valueOf(task.getFileName()), ns));
            }
        }
        return new ThreadsCpu(byThread);
    }

    /** Empty for a thread that has ended since the folder was read. */
    private static OptionalLong ranNs(Path task) {
        try {
            final String schedstat = Files.readString(task.resolve("schedstat"));
            return OptionalLong.of(Long.parseLong(schedstat.substring(0, schedstat.indexOf(' '))));
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /** What all threads had since; what one had that ended in between is not in it. */
    long since(ThreadsCpu earlier) {
        return byThread.entrySet().stream()
                .mapToLong(entry -> entry.getValue() - earlier.byThread.getOrDefault(entry.getKey(), 0L))
                .sum();
    }
}
