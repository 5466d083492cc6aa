package io.ringcap.internal.control;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Hands messages to one listener, in order, on a thread of the pool that is never the manager's: a listener that blocks holds up
 * its own messages and nothing else. What a listener throws is counted and logged. A listener that stays away for long loses
 * what the next message says anyway, and nothing else.
 */
final class OrderedDelivery<T> {
    private static final System.Logger LOG = System.getLogger(OrderedDelivery.class.getName());

    /** More than a listener that works ever has waiting: a hundred seconds of progress at its cap. */
    private static final int MANY_WAITING = 1_000;

    private final Executor pool;
    private final Consumer<? super T> listener;
    private final Predicate<? super T> isTransient;
    private final AtomicLong failures;
    private final Queue<T> waiting = new ArrayDeque<>();
    private boolean isRunning;

    /**
     * @param isTransient messages that a later one of their kind replaces
     * @param failures counts what the listener throws, and messages for which no thread could be had
     */
    OrderedDelivery(
            Executor pool, Consumer<? super T> listener, Predicate<? super T> isTransient, AtomicLong failures) {
        this.pool = pool;
        this.listener = listener;
        this.isTransient = isTransient;
        this.failures = failures;
    }

    /** Takes a message and returns at once. The manager's thread. */
    void deliver(T message) {
        synchronized (waiting) {
            if (waiting.size() >= MANY_WAITING && isTransient.test(message)) {
                return;
            }
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
            LOG.log(System.Logger.Level.WARNING, "no thread for a listener at " + message, t);
        }
    }

    /** Drops what has not been delivered. Any thread. */
    void forget() {
        synchronized (waiting) {
            waiting.clear();
        }
    }

    /** Messages that the listener has not had yet. Any thread. */
    int waiting() {
        synchronized (waiting) {
            return waiting.size();
        }
    }

    private void run() {
        while (true) {
            final T message;
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
                LOG.log(System.Logger.Level.WARNING, "a listener failed at " + message, t);
            }
        }
    }
}
