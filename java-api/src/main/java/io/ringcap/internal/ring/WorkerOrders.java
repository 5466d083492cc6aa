package io.ringcap.internal.ring;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What a worker is told while it runs, and does between two blocks. Given on any thread, taken by the worker's; after {@link
 * #close} nothing is accepted any more, so every order that was accepted is answered.
 */
final class WorkerOrders {
    private final Deque<Order> waiting = new ArrayDeque<>();
    private volatile boolean isAnyWaiting;
    private boolean isClosed;

    /** An order; the compiler finds who forgets one. */
    sealed interface Order permits Change, Pause, Resume {}

    record Change(ConfigChange change) implements Order {}

    record Pause() implements Order {}

    record Resume() implements Order {}

    /** Says whether it was accepted. */
    synchronized boolean give(Order order) {
        if (isClosed) {
            return false;
        }
        waiting.add(order);
        isAnyWaiting = true;
        return true;
    }

    /** Costs one read, for each block. */
    boolean isAnyWaiting() {
        return isAnyWaiting;
    }

    synchronized @Nullable Order take() {
        final Order next = waiting.poll();
        isAnyWaiting = !waiting.isEmpty();
        return next;
    }

    /** Accepts no more; what is left is still to be taken and answered. */
    synchronized void close() {
        isClosed = true;
    }
}
