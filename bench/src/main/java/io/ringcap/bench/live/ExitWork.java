package io.ringcap.bench.live;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What must be gone when the JVM ends, however it ends: closed by one thread, the newest first, so that processes end before the
 * network that they use. Thread-safe; lives as long as the JVM. While the JVM ends, that thread alone opens and closes.
 */
final class ExitWork {
    private static final Deque<AutoCloseable> OPEN = new ArrayDeque<>();
    private static final Thread HOOK = new Thread(ExitWork::closeAll, "bench-exit");
    private static boolean isEnding;

    static {
        Runtime.getRuntime().addShutdownHook(HOOK);
    }

    private ExitWork() {}

    /** Makes something that has to be closed. */
    @FunctionalInterface
    interface Opening<T extends AutoCloseable> {
        T open() throws IOException;
    }

    /**
     * Opens something and takes note of it, in one step, so that nothing is opened behind the back of the JVM's end.
     *
     * @throws IllegalStateException if the JVM is ending
     */
    static <T extends AutoCloseable> T open(Opening<T> opening) throws IOException {
        synchronized (OPEN) {
            if (!isMine()) {
                throw new IllegalStateException("the harness is ending");
            }
            final T opened = opening.open();
            OPEN.push(opened);
            return opened;
        }
    }

    /** Whether something is open and this thread is the one that may close it; it says {@link #closed} afterwards. */
    static boolean isToClose(AutoCloseable open) {
        synchronized (OPEN) {
            return isMine() && OPEN.contains(open);
        }
    }

    static void closed(AutoCloseable open) {
        synchronized (OPEN) {
            OPEN.remove(open);
        }
    }

    /** Whether the JVM is ending, so that what fails now says nothing. */
    static boolean isEnding() {
        synchronized (OPEN) {
            return isEnding;
        }
    }

    private static boolean isMine() {
        return !isEnding || Thread.currentThread() == HOOK;
    }

    private static void closeAll() {
        synchronized (OPEN) {
            isEnding = true;
        }
        @Nullable AutoCloseable next = newest();
        while (next != null) {
            try {
                next.close();
            } catch (Exception e) {
                System.err.println("left behind: " + e.getMessage());
            }
            closed(next);
            next = newest();
        }
    }

    private static @Nullable AutoCloseable newest() {
        synchronized (OPEN) {
            return OPEN.peek();
        }
    }
}
