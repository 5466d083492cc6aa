package io.ringcap.internal.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.TimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Nobody sleeps through what he waits for. */
class ParkingWaitStrategyTest {
    /** So long that a test that needs it to end has failed. */
    private static final long NEVER_NS = TimeUnit.MINUTES.toNanos(10);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static RingBuffer<long[]> ring(long idleNs) {
        return RingBuffer.createSingleProducer(() -> new long[1], 4, new ParkingWaitStrategy(idleNs));
    }

    /** A full ring makes the publisher wait for the slowest, an empty one makes each reader sleep: both happen all the time. */
    @Test
    void shouldWakeEveryReaderForEveryBlock() {
        assertAllWoken(3, 300_000);
    }

    /** More than have a place to be woken at: those look by themselves. */
    @Test
    void shouldServeMoreReadersThanItCanWake() {
        assertAllWoken(40, 1_000);
    }

    private static void assertAllWoken(int readers, int blocks) {
        final RingBuffer<long[]> ring = ring(NEVER_NS);
        final ExecutorService threads = Executors.newFixedThreadPool(readers);
        try {
            final List<Future<Long>> sums = new ArrayList<>();
            for (int i = 0; i < readers; i++) {
                final Sequence read = new Sequence();
                final SequenceBarrier barrier = ring.newBarrier();
                ring.addGatingSequences(read);
                sums.add(threads.submit(() -> readAll(ring, barrier, read, blocks)));
            }
            assertTimeoutPreemptively(PATIENCE, () -> {
                for (int i = 0; i < blocks; i++) {
                    final long sequence = ring.next();
                    ring.get(sequence)[0] = i;
                    ring.publish(sequence);
                }
                for (Future<Long> sum : sums) {
                    assertEquals((long) blocks * (blocks - 1) / 2, sum.get());
                }
            });
        } finally {
            threads.shutdownNow();
        }
    }

    private static long readAll(RingBuffer<long[]> ring, SequenceBarrier barrier, Sequence read, int blocks)
            throws Exception {
        long sum = 0;
        for (long next = 0; next < blocks; ) {
            final long available = barrier.waitFor(next);
            while (next <= available) {
                sum += ring.get(next)[0];
                read.set(next++);
            }
        }
        return sum;
    }

    @Test
    void shouldReturnAtOnceWhatIsThere() throws Exception {
        final RingBuffer<long[]> ring = ring(NEVER_NS);
        ring.publish(ring.next());
        ring.publish(ring.next());
        assertEquals(1, ring.newBarrier().waitFor(0));
    }

    @Test
    void shouldSayWhenItIsTimeAndNothingHasCome() {
        final SequenceBarrier barrier = ring(TimeUnit.MILLISECONDS.toNanos(20)).newBarrier();
        final long fromNs = System.nanoTime();
        assertThrows(TimeoutException.class, () -> barrier.waitFor(0));
        assertTrue(System.nanoTime() - fromNs >= TimeUnit.MILLISECONDS.toNanos(20));
    }

    @Test
    void shouldEndTheSleepOfWhoIsAlerted() {
        final SequenceBarrier barrier = ring(NEVER_NS).newBarrier();
        assertEnds(AlertException.class, barrier, sleeper -> barrier.alert());
    }

    @Test
    void shouldEndTheSleepOfWhoIsInterrupted() {
        assertEnds(InterruptedException.class, ring(NEVER_NS).newBarrier(), Thread::interrupt);
    }

    private static void assertEnds(Class<? extends Throwable> how, SequenceBarrier barrier, Consumer<Thread> wake) {
        final ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            assertTimeoutPreemptively(PATIENCE, () -> {
                final AtomicReference<Thread> sleeper = new AtomicReference<>();
                final Callable<Long> sleep = () -> {
                    sleeper.set(Thread.currentThread());
                    return barrier.waitFor(0);
                };
                final Future<Long> outcome = threads.submit(sleep);
                while (sleeper.get() == null || sleeper.get().getState() != Thread.State.TIMED_WAITING) {
                    Thread.onSpinWait();
                }
                wake.accept(sleeper.get());
                assertEquals(
                        how,
                        assertThrows(ExecutionException.class, outcome::get)
                                .getCause()
                                .getClass());
            });
        } finally {
            threads.shutdownNow();
        }
    }
}
