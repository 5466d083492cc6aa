package io.ringcap.internal.control;

import io.ringcap.message.CaptureMessage;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Hands the messages of one session to its listener, in order, on a thread of the pool that is never the manager's: a
 * listener that blocks holds up its own messages and nothing else. What a listener throws is counted and logged.
 */
final class OrderedDelivery {
    private static final System.Logger LOG = System.getLogger(OrderedDelivery.class.getName());

    private final Executor pool;
    private final Consumer<CaptureMessage> listener;
    private final AtomicLong failures;
    private final Queue<CaptureMessage> waiting = new ArrayDeque<>();
    private boolean isRunning;

    OrderedDelivery(Executor pool, Consumer<CaptureMessage> listener, AtomicLong failures) {
        this.pool = pool;
        this.listener = listener;
        this.failures = failures;
    }

    /** Takes a message and returns at once. The manager's thread. */
    void deliver(CaptureMessage message) {
        synchronized (waiting) {
            waiting.add(message);
            if (isRunning) {
                return;
            }
            isRunning = true;
        }
        try {
            pool.execute(this::run);
        } catch (Throwable t) {
            // No thread to be had: the message waits for the next one.
            synchronized (waiting) {
                isRunning = false;
            }
            failures.incrementAndGet();
            LOG.log(System.Logger.Level.WARNING, "no thread for a listener at " + message.type(), t);
        }
    }

    private void run() {
        while (true) {
            final CaptureMessage message;
            synchronized (waiting) {
                message = waiting.poll();
                if (message == null) {
                    isRunning = false;
                    return;
                }
            }
            try {
                listener.accept(message);
            } catch (Throwable t) {
                failures.incrementAndGet();
                LOG.log(System.Logger.Level.WARNING, "a listener failed at " + message.type(), t);
            }
        }
    }
}
