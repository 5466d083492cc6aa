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
 *
 * <p>A pause of a chosen length is a class histogram of the whole heap, which HotSpot counts in a safepoint: ballast of many small
 * objects makes it as long as wanted.
 */
final class PauseMaker implements AutoCloseable {
    /** What stops the threads. */
    enum Kind {
        NONE,
        GC,
        SAFEPOINT
    }

    private static final Pattern PAUSE = Pattern.compile("Safepoint \"([^\"]+)\".*?Total: +(\\d+) ns");
    private static final int FIRST_BALLAST = 4_000_000;
    private static final int MOST_BALLAST = 24_000_000;
    private static final int MOST_CALIBRATIONS = 6;
    private static final int CALIBRATION_PAUSES = 3;
    private static final double CLOSE_ENOUGH = 0.15;

    private final Kind kind;
    private final long everyNs;
    private final Path log;
    private final Thread thread = new Thread(this::run, "probe-pauses");
    private volatile boolean isOver;
    private volatile @Nullable IOException failure;
    private Object[] ballast = {};

    private PauseMaker(Kind kind, long everyMs, Path log) {
        this.kind = kind;
        this.everyNs = everyMs * 1_000_000;
        this.log = log;
        this.thread.setDaemon(true);
    }

    /** One that pauses each so many milliseconds, from begin to begin. */
    static PauseMaker of(Kind kind, long everyMs) throws IOException {
        return new PauseMaker(kind, everyMs, Files.createTempFile("ringcap-probe", ".log"));
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
        final IOException seen = failure;
        if (seen != null) {
            throw seen;
        }
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

    int ballastObjects() {
        return ballast.length;
    }

    private void run() {
        long next = System.nanoTime();
        try {
            while (kind != Kind.NONE && !isOver) {
                pause();
                next = Math.max(next + everyNs, System.nanoTime());
                while (!isOver && System.nanoTime() < next) {
                    LockSupport.parkNanos(Math.min(next - System.nanoTime(), 10_000_000));
                }
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    private void pause() throws IOException {
        if (kind == Kind.GC) {
            System.gc();
        } else {
            diagnose("gcClassHistogram", "-all", "-parallel=1");
        }
    }

    /**
     * Finds the ballast that makes safepoint pauses of this length. Their time grows with the objects, so that each try corrects
     * the number by what the last one took. To be called under the load of the measurement, which makes pauses longer.
     */
    void calibrate(long pauseMs) throws IOException {
        int objects = FIRST_BALLAST;
        for (int i = 0; kind == Kind.SAFEPOINT && i < MOST_CALIBRATIONS; i++) {
            setBallast(objects);
            final List<Long> taken = new ArrayList<>();
            for (int pause = 0; pause < CALIBRATION_PAUSES; pause++) {
                final long before = System.nanoTime();
                pause();
                taken.add(System.nanoTime() - before);
            }
            final double ratio = pauseMs * 1e6 / Medians.of(taken);
            if (Math.abs(ratio - 1) < CLOSE_ENOUGH) {
                return;
            }
            objects = (int) Math.min(objects * ratio, MOST_BALLAST);
        }
    }

    private void setBallast(int objects) {
        ballast = new Object[0];
        final Object[] made = new Object[objects];
        for (int i = 0; i < objects; i++) {
            made[i] = new Object();
        }
        ballast = made;
        System.gc(); // What was made is moved to where it stays, and what was dropped is not counted any more.
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
            throw new IOException("this JVM cannot pause on demand; run the probe on HotSpot 17 or newer", e);
        }
    }

    @Override
    public void close() throws IOException {
        isOver = true;
        Files.deleteIfExists(log);
    }
}
