package io.ringcap.internal.ring;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.TimeoutException;
import com.lmax.disruptor.WaitStrategy;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Has lanes sleep until there is a block, or until it is time to look after what they hold. The worker takes no lock to wake
 * them, and makes no system call when nobody sleeps. One for each ring; it keeps the threads that have ever waited. For barriers that
 * wait for the worker alone: who waits for another lane hears of that one's progress only with the next block.
 *
 * <p>Design note: the Disruptor's blocking strategies do the same with a monitor, which costs the worker and every lane a
 * lock for each block.
 */
public final class ParkingWaitStrategy implements WaitStrategy {
    private final long idleNs;
    private volatile Sleeper[] sleepers = {};

    /** One waiting thread. */
    private static final class Sleeper {
        final Thread thread;
        volatile boolean isAsleep;

        Sleeper(Thread thread) {
            this.thread = thread;
        }
    }

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
        final Sleeper self = self();
        self.isAsleep = true;
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
                LockSupport.parkNanos(this, leftNs);
                available = dependentSequence.get();
            }
            return available;
        } finally {
            self.isAsleep = false;
        }
    }

    @Override
    public void signalAllWhenBlocking() {
        // What was published, or an alert, is seen by everybody who says only after this that he sleeps.
        VarHandle.fullFence();
        for (Sleeper sleeper : sleepers) {
            if (sleeper.isAsleep) {
                LockSupport.unpark(sleeper.thread);
            }
        }
    }

    private Sleeper self() {
        final Sleeper known = find(Thread.currentThread());
        return known != null ? known : join(Thread.currentThread());
    }

    private @Nullable Sleeper find(Thread thread) {
        for (Sleeper sleeper : sleepers) {
            if (sleeper.thread == thread) {
                return sleeper;
            }
        }
        return null;
    }

    private synchronized Sleeper join(Thread thread) {
        final Sleeper[] more = Arrays.copyOf(sleepers, sleepers.length + 1);
        final Sleeper joined = new Sleeper(thread);
        more[more.length - 1] = joined;
        sleepers = more;
        return joined;
    }
}
