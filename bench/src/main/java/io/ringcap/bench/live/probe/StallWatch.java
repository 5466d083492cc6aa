package io.ringcap.bench.live.probe;

import java.util.concurrent.locks.LockSupport;

/**
 * A thread that does nothing but wake up every millisecond and notice when it comes late: a second witness of pauses, which knows
 * nothing of the JVM's log. {@link #close} ends it.
 */
final class StallWatch implements AutoCloseable {
    private static final long NAP_NS = 1_000_000;

    private final Thread thread = new Thread(this::run, "probe-stall-watch");
    private volatile boolean isOver;
    private volatile long longestNs;

    private StallWatch() {
        thread.setDaemon(true);
    }

    static StallWatch start() {
        final StallWatch watch = new StallWatch();
        watch.thread.start();
        return watch;
    }

    /** The longest time by which it came late. */
    long longestNs() {
        return longestNs;
    }

    private void run() {
        long last = System.nanoTime();
        while (!isOver) {
            LockSupport.parkNanos(NAP_NS);
            final long now = System.nanoTime();
            if (now - last - NAP_NS > longestNs) {
                longestNs = now - last - NAP_NS;
            }
            last = now;
        }
    }

    @Override
    public void close() {
        isOver = true;
    }
}
