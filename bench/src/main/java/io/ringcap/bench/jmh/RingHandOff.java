package io.ringcap.bench.jmh;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.TimeoutException;
import com.lmax.disruptor.WaitStrategy;

/** A Disruptor ring and a lane's loop, as Ringcap has them: each block is freed as soon as it was seen. */
final class RingHandOff implements HandOff {
    private final RingBuffer<long[]> slots;
    private final SequenceBarrier barrier;
    private final Sequence seen = new Sequence();
    private final Thread consumer;

    RingHandOff(WaitStrategy waiting) {
        slots = RingBuffer.createSingleProducer(() -> new long[1], SLOTS, waiting);
        slots.addGatingSequences(seen);
        barrier = slots.newBarrier();
        consumer = new Thread(this::consume, "bench-consumer");
        consumer.setDaemon(true);
        consumer.start();
    }

    private void consume() {
        long next = 0;
        while (true) {
            try {
                for (final long last = barrier.waitFor(next); next <= last; next++) {
                    // What is in the slot is the number; a slot that was not filled yet would show.
                    seen.set(slots.get(next)[0]);
                }
            } catch (TimeoutException e) {
                // Ringcap flushes here.
            } catch (AlertException | InterruptedException e) {
                return;
            }
        }
    }

    @Override
    public long put() {
        final long number = slots.next();
        slots.get(number)[0] = number;
        slots.publish(number);
        return number;
    }

    @Override
    public long seen() {
        return seen.get();
    }

    @Override
    public void stop() throws InterruptedException {
        barrier.alert();
        consumer.join();
    }
}
