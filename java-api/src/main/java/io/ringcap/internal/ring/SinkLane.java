package io.ringcap.internal.ring;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.TimeoutException;
import io.ringcap.internal.pcap.CpuClock;
import io.ringcap.message.CaptureInterface;
import io.ringcap.sink.InterfaceTotals;
import io.ringcap.sink.Sink;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One sink's way through the ring, on a thread of its own: begins the sink, gives it block after block, finishes and closes
 * it. A sink that throws is latched as failed and the lane goes on draining, so that it never holds up the others.
 */
abstract class SinkLane implements Runnable {
    final BlockRing ring;
    final SinkGuard guard;
    private final SequenceBarrier barrier;
    private final List<CaptureInterface> interfaces;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch concluded = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private final CpuClock cpu = new CpuClock();

    /** What became of all packets; null when the session never came to run. */
    private volatile @Nullable List<InterfaceTotals> totals;

    SinkLane(BlockRing ring, SinkGuard guard, List<CaptureInterface> interfaces) {
        this.ring = ring;
        this.guard = guard;
        this.interfaces = interfaces;
        this.barrier = ring.newBarrier();
    }

    /** The lane that a sink's way of being slow asks for. */
    static SinkLane of(Sink.Overflow overflow, BlockRing ring, SinkGuard guard, List<CaptureInterface> interfaces) {
        return switch (overflow) {
            case GATE -> new GatingLane(ring, guard, interfaces);
            case SKIP -> new SkippingLane(ring, guard, interfaces);
        };
    }

    @Override
    public final void run() {
        try {
            cpu.start();
            guard.begin(interfaces);
            begun.countDown();
            consume();
            atEnd();
            awaitConclusion();
            final List<InterfaceTotals> known = totals;
            if (known != null) {
                guard.finish(known);
            }
        } catch (Throwable t) {
            guard.failed(t);
        } finally {
            leave();
        }
    }

    private void consume() {
        long next = 0;
        while (next <= ring.endSequence()) {
            next = takeFrom(next);
        }
    }

    /** Once around; a method of its own, so that it is compiled long before the loop would be. */
    private long takeFrom(long next) {
        try {
            final long available = barrier.waitFor(next);
            if (Thread.interrupted()) {
                // A sink that begins to write with it would find its file closed.
                guard.interrupted();
            }
            return take(next, available);
        } catch (TimeoutException e) {
            guard.idle();
        } catch (AlertException e) {
            // The end is known now; what was published before it is still to be taken.
            barrier.clearAlert();
        } catch (InterruptedException e) {
            guard.interrupted();
        }
        return next;
    }

    /** Nobody of ours interrupts a lane, and who else does shall not keep a sink from its end. */
    private void awaitConclusion() {
        while (concluded.getCount() > 0) {
            try {
                concluded.await();
            } catch (InterruptedException e) {
                guard.interrupted();
            }
        }
        // A file would be closed under a thread that is interrupted.
        Thread.interrupted();
    }

    private void leave() {
        letGo();
        guard.close();
        cpu.stop();
        begun.countDown();
        done.countDown();
    }

    /** Stands in for {@link #run} when there is no thread for it. */
    void neverStarted() {
        leave();
    }

    /**
     * Takes the blocks of some sequences.
     *
     * @return the sequence to wait for next
     */
    abstract long take(long next, long available);

    /** Called when the last block was taken. */
    void atEnd() {}

    /** Disarms the views and holds the ring no longer, whatever has happened before. */
    abstract void letGo();

    /** Packets in blocks that this lane had to leave out. */
    long skippedPackets() {
        return 0;
    }

    /** Waits until the sink has begun, or failed to. */
    boolean awaitBegun(long nanos) throws InterruptedException {
        return begun.await(Math.max(nanos, 0), TimeUnit.NANOSECONDS);
    }

    /** Tells the lane what became of all packets, which it waits for before it finishes the sink; the first word counts. */
    synchronized void conclude(List<InterfaceTotals> finalTotals) {
        if (concluded.getCount() > 0) {
            totals = finalTotals;
            concluded.countDown();
        }
    }

    /** Tells the lane that the session never came to run: the sink is closed, not finished. */
    synchronized void abandon() {
        concluded.countDown();
    }

    /** Waits until the thread is through with the ring and the sink is closed. */
    boolean awaitDone(long nanos) throws InterruptedException {
        return done.await(Math.max(nanos, 0), TimeUnit.NANOSECONDS);
    }

    boolean isDone() {
        return done.getCount() == 0;
    }

    /** CPU time that the lane's thread has used so far. Any thread. */
    long cpuNs() {
        return cpu.nanos();
    }
}
