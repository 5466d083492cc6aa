package io.ringcap.internal.ring;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.TimeoutException;
import com.lmax.disruptor.WaitStrategy;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Has lanes sleep until there is a block, or until it is time to look after what they hold. The worker takes no lock to wake
 * them, and makes no system call when nobody sleeps. One for each ring; it knows a thread only while that sleeps, so that nothing
 * is held by a ring that is remembered. For barriers that wait for the worker alone: who waits for another lane hears of that
 * one's progress only with the next block.
 *
 * <p>Design note: the Disruptor's blocking strategies do the same with a monitor, which costs the worker and every lane a
 * lock for each block.
 */
public final class ParkingWaitStrategy implements WaitStrategy {
    /** More lanes than a session has sinks; who finds no place looks by himself. */
    private static final int PLACES = 32;

    private static final int NO_PLACE = -1;
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final long idleNs;
    private final AtomicReferenceArray<Thread> sleepers = new AtomicReferenceArray<>(PLACES);

    /**
     * @param idleNs longest time that a thread waits without hearing of it
     */
    public ParkingWaitStrategy(long idleNs) {
        this.idleNs = idleNs;
    }

    @Override
    public long waitFor(long sequence, Sequence cursor, Sequence dependentSequence, SequenceBarrier barrier)
            throws AlertException, InterruptedException, TimeoutException {
        final long available = dependentSequence.get();
        return available >= sequence ? available : sleep(sequence, dependentSequence, barrier);
    }

    private long sleep(long sequence, Sequence dependentSequence, SequenceBarrier barrier)
            throws AlertException, InterruptedException, TimeoutException {
        final long deadlineNs = System.nanoTime() + idleNs;
        final int place = takePlace();
        try {
            // First the word that it sleeps, then the look: whoever publishes after the look reads the word.
            VarHandle.fullFence();
            long available = dependentSequence.get();
            while (available < sequence) {
                barrier.checkAlert();
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                final long leftNs = deadlineNs - System.nanoTime();
                if (leftNs <= 0) {
                    throw TimeoutException.INSTANCE;
                }
                LockSupport.parkNanos(this, place == NO_PLACE ? Math.min(leftNs, LOOK_NS) : leftNs);
                available = dependentSequence.get();
            }
            return available;
        } finally {
            if (place != NO_PLACE) {
                sleepers.set(place, null);
            }
        }
    }

    private int takePlace() {
        for (int i = 0; i < PLACES; i++) {
            if (sleepers.getPlain(i) == null && sleepers.compareAndSet(i, null, Thread.currentThread())) {
                return i;
            }
        }
        return NO_PLACE;
    }

    @Override
    public void signalAllWhenBlocking() {
        // What was published, or an alert, is seen by everybody who says only after this that he sleeps.
        VarHandle.fullFence();
        for (int i = 0; i < PLACES; i++) {
            final Thread sleeper = sleepers.get(i);
            if (sleeper != null) {
                LockSupport.unpark(sleeper);
            }
        }
    }
}
