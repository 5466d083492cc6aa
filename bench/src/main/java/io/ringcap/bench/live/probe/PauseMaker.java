package io.ringcap.bench.live.probe;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * Stops all Java threads of this JVM again and again, from a thread of its own, and tells how long the JVM's own log says that
 * each of them took. {@link #close} ends it.
 */
final class PauseMaker implements AutoCloseable {
    /** What stops the threads. */
    enum Kind {
        NONE,
        GC,
        SAFEPOINT
    }

    private static final Pattern PAUSE = Pattern.compile("Safepoint \"([^\"]+)\".*?Total: +(\\d+) ns");
    private static final long NAP_NS = 10_000_000;

    private final Kind kind;
    private final long everyNs;
    private final Path folder;
    private final Path log;
    private final @Nullable LongSafepoint safepoint;
    private final Thread thread = new Thread(this::run, "probe-pauses");
    private volatile boolean isOver;

    private PauseMaker(Kind kind, long everyNs, @Nullable LongSafepoint safepoint, Path folder) {
        this.kind = kind;
        this.everyNs = everyNs;
        this.safepoint = safepoint;
        this.folder = folder;
        this.log = folder.resolve("safepoint.log");
        this.thread.setDaemon(true);
    }

    /**
     * One that pauses every so many milliseconds, from begin to begin.
     *
     * @param pauseMs how long a pause of kind SAFEPOINT shall be; collections take their time
     */
    static PauseMaker of(Kind kind, long everyMs, long pauseMs) throws IOException {
        final LongSafepoint safepoint = kind == Kind.SAFEPOINT ? new LongSafepoint(pauseMs * 1_000_000) : null;
        // The JVM keeps a file of this name that is there already beside its own: so a folder, and a name that is not.
        final Path folder = Files.createTempDirectory("ringcap-probe");
        return new PauseMaker(kind, everyMs * 1_000_000, safepoint, folder);
    }

    /** Finds out how to make pauses of the length that is wanted; to be called under the load of the measurement. */
    void calibrate() throws InterruptedException {
        if (safepoint != null) {
            safepoint.calibrate();
        }
    }

    /** Begins to pause and to log. */
    void start() throws IOException {
        diagnose("vmLog", "output=" + log, "what=safepoint=info", "decorators=uptime");
        thread.start();
    }

    /** Ends the pauses and returns the length of each that the JVM logged since the start, in nanoseconds. */
    List<Long> stop() throws IOException, InterruptedException {
        isOver = true;
        thread.join();
        diagnose("vmLog", "output=" + log, "what=all=off");
        return pausesIn(Files.readAllLines(log));
    }

    /** The pauses that a JVM's safepoint log tells. */
    static List<Long> pausesIn(List<String> lines) {
        final List<Long> pauses = new ArrayList<>();
        for (String line : lines) {
            final Matcher pause = PAUSE.matcher(line);
            if (pause.find()) {
                pauses.add(Long.parseLong(pause.group(2)));
            }
        }
        return pauses;
    }

    private void run() {
        long next = System.nanoTime();
        while (kind != Kind.NONE && !isOver) {
            try {
                pause();
            } catch (InterruptedException e) {
                return;
            }
            next = Math.max(next + everyNs, System.nanoTime());
            while (!isOver && System.nanoTime() < next) {
                LockSupport.parkNanos(Math.min(next - System.nanoTime(), NAP_NS));
            }
        }
    }

    private void pause() throws InterruptedException {
        if (safepoint == null) {
            System.gc();
        } else {
            safepoint.pause();
        }
    }

    private static void diagnose(String operation, String... arguments) throws IOException {
        try {
            ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            operation,
                            new Object[] {arguments},
                            new String[] {String[].class.getName()});
        } catch (JMException e) {
            throw new IOException("this JVM cannot log its pauses on demand; run the probe on HotSpot 17 or newer", e);
        }
    }

    @Override
    public void close() throws IOException {
        isOver = true;
        Files.deleteIfExists(log);
        Files.delete(folder);
    }
}
