package io.ringcap.bench.live;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What must be gone when the JVM ends, however it ends: closed by one thread, the newest first, so that processes end before the
 * network that they use. Thread-safe; lives as long as the JVM.
 */
final class ExitWork {
    private static final Deque<AutoCloseable> OPEN = new ArrayDeque<>();
    private static final Thread HOOK = new Thread(ExitWork::closeAll, "bench-exit");

    static {
        Runtime.getRuntime().addShutdownHook(HOOK);
    }

    private ExitWork() {}

    /**
     * Takes something that is open.
     *
     * @throws IllegalStateException if the JVM is ending: then nothing new may begin but what the ending itself needs
     */
    static void add(AutoCloseable open) {
        synchronized (OPEN) {
            if (isEnding() && Thread.currentThread() != HOOK) {
                throw new IllegalStateException("the harness is ending");
            }
            OPEN.push(open);
        }
    }

    /** Whether the JVM is ending, so that what fails now says nothing. */
    static boolean isEnding() {
        return HOOK.isAlive();
    }

    /** Says whether it was still there: who closes it is the one that takes it out. */
    static boolean remove(AutoCloseable open) {
        synchronized (OPEN) {
            return OPEN.remove(open);
        }
    }

    private static void closeAll() {
        @Nullable AutoCloseable next = newest();
        while (next != null) {
            try {
                next.close();
            } catch (Exception e) {
                System.err.println("left behind: " + e.getMessage());
            }
            remove(next);
            next = newest();
        }
    }

    private static @Nullable AutoCloseable newest() {
        synchronized (OPEN) {
            return OPEN.peek();
        }
    }
}
