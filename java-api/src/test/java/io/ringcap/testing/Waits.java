package io.ringcap.testing;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waiting for what comes true on another thread. Stateless. */
public final class Waits {
    private static final long POLL_MS = 5;

    private Waits() {}

    /** What is waited for. */
    @FunctionalInterface
    public interface Condition {
        boolean isMet() throws Exception;
    }

    /** Fails with the text when the condition is not met in time. */
    public static void until(Duration patience, Condition condition, String otherwise) throws Exception {
        final long deadlineNs = System.nanoTime() + patience.toNanos();
        while (!condition.isMet()) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new AssertionError(otherwise);
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
    }
}
