package io.ringcap.internal.control;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that call listeners: one for each listener that is busy at the moment, none when all is quiet. Owned by the
 * manager.
 */
final class ListenerPool implements Executor {
    private static final long IDLE_MS = 500;

    private final ThreadLocal<Boolean> isListenerThread = ThreadLocal.withInitial(() -> false);
    /** Guarded by itself; whoever waits for quiet is told of each thread that leaves. */
    private final Set<Thread> busy = new HashSet<>();

    private final AtomicInteger numbers = new AtomicInteger();
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_MS,
            TimeUnit.MILLISECONDS,
            new SynchronousQueue<>(),
            this::newThread,
            // Closed: what is still to be told gets a thread for that alone.
            (task, pool) -> newThread(task).start());

    private Thread newThread(Runnable task) {
        final Thread thread = new Thread(
                () -> {
                    isListenerThread.set(true);
                    task.run();
                },
                "ringcap-listener-" + numbers.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(() -> {
            synchronized (busy) {
                busy.add(Thread.currentThread());
            }
            try {
                task.run();
            } finally {
                synchronized (busy) {
                    busy.remove(Thread.currentThread());
                    busy.notifyAll();
                }
            }
        });
    }

    /**
     * Takes no more work and waits for what is being delivered, unless the caller is itself being delivered to.
     *
     * @return threads that are still busy, without the caller's
     */
    List<String> close(long patienceNs) throws InterruptedException {
        threads.shutdown();
        if (!isListenerThread.get()) {
            final long deadlineNs = System.nanoTime() + patienceNs;
            threads.awaitTermination(patienceNs, TimeUnit.NANOSECONDS);
            // What came after the end has threads of its own.
            awaitQuiet(deadlineNs);
        }
        synchronized (busy) {
            return busy.stream()
                    .filter(thread -> thread != Thread.currentThread())
                    .map(thread -> "a listener does not return on thread " + thread.getName())
                    .toList();
        }
    }

    private void awaitQuiet(long deadlineNs) throws InterruptedException {
        synchronized (busy) {
            for (long leftNs = deadlineNs - System.nanoTime();
                    !busy.isEmpty() && leftNs > 0;
                    leftNs = deadlineNs - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(busy, leftNs);
            }
        }
    }
}
