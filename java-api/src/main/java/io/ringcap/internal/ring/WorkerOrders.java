package io.ringcap.internal.ring;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The orders for a running worker. Any thread offers, the worker takes, and whoever ends the session closes. An order stays in
 * the queue until it is answered: whoever removes it answers it, so that each is answered once, also when the worker hangs
 * over it. Nobody waits.
 */
final class WorkerOrders {
    private final Queue<WorkerOrder> queue = new ConcurrentLinkedQueue<>();
    private volatile boolean isWaiting;
    private volatile boolean isClosed;

    /**
     * Adds an order; the caller then wakes the worker.
     *
     * @return false when it comes too late and will not be answered
     */
    boolean offer(WorkerOrder order) {
        queue.add(order);
        isWaiting = true;
        // The order was added before this look at the flag, and the closer looks at the queue after it has set the
        // flag: one
        // of both sees the other. If both do, the one who removes the order is responsible for it.
        return !isClosed || !queue.remove(order);
    }

    /** Whether there is something to do: one read. Worker. */
    boolean isWaiting() {
        return isWaiting;
    }

    /** The oldest order, which stays in the queue until it is answered; null when there is none. Worker. */
    @Nullable
    WorkerOrder next() {
        // Before the look at the queue: what is added after that sets it again.
        isWaiting = false;
        return queue.peek();
    }

    /** Takes the right to answer an order; false when somebody else has it. */
    boolean take(WorkerOrder order) {
        return queue.remove(order);
    }

    /** Lets nothing in any more. */
    void close() {
        isClosed = true;
    }

    /** Takes the right to answer the oldest order; null when there is none. */
    @Nullable
    WorkerOrder takeNext() {
        return queue.poll();
    }
}
