package io.ringcap.bench.jmh;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The baseline: blocks that were allocated before go through the JDK's bounded queue. */
final class QueueHandOff implements HandOff {
    private final ArrayBlockingQueue<long[]> queue = new ArrayBlockingQueue<>(SLOTS);
    private final Thread consumer;

    /** As many as can be in the queue, one that is put and one that is seen. */
    private final long[][] blocks = new long[SLOTS + 2][1];

    private long next;
    private volatile long seen = -1;
    private volatile boolean isStopped;

    QueueHandOff() {
        consumer = new Thread(this::consume, "bench-consumer");
        consumer.setDaemon(true);
        consumer.start();
    }

    private void consume() {
        try {
            while (!isStopped) {
                final long[] block = queue.poll(IDLE_MS, TimeUnit.MILLISECONDS);
                if (block != null) {
                    seen = block[0];
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public long put() throws InterruptedException {
        final long number = next++;
        final long[] block = blocks[(int) (number % blocks.length)];
        block[0] = number;
        queue.put(block);
        return number;
    }

    @Override
    public long seen() {
        return seen;
    }

    @Override
    public void stop() throws InterruptedException {
        isStopped = true;
        consumer.join();
    }
}
