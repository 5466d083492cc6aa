package io.ringcap.internal.ring;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.TimeoutException;
import io.ringcap.message.CaptureInterface;
import io.ringcap.sink.InterfaceTotals;
import io.ringcap.sink.Sink;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One sink's way through the ring, on a thread of its own: begins the sink, gives it block after block, finishes and closes
 * it. A sink that throws is latched as failed and the lane goes on draining, so that it never holds up the others.
 */
abstract class SinkLane implements Runnable {
    private final SequenceBarrier barrier;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch totalsKnown = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile List<InterfaceTotals> totals = List.of();
    private volatile boolean isAbandoned;
    private volatile long cpuNs = -1;
    private volatile long threadId = -1;

    final BlockRing ring;
    final SinkGuard guard;
    private final List<CaptureInterface> interfaces;

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
        threadId = Thread.currentThread().getId();
        try {
            guard.begin(interfaces);
            begun.countDown();
            consume();
            atEnd();
            totalsKnown.await();
            if (!isAbandoned) {
                guard.finish(totals);
            }
        } catch (InterruptedException e) {
            // Nobody of ours interrupts a lane; whoever does ends this sink and no other.
            Thread.currentThread().interrupt();
            guard.failed(e);
        } finally {
            guard.close();
            cpuNs = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            begun.countDown();
            done.countDown();
        }
    }

    private void consume() {
        long next = 0;
        while (next <= ring.endSequence()) {
            try {
                next = take(next, barrier.waitFor(next));
            } catch (TimeoutException e) {
                guard.idle();
            } catch (AlertException e) {
                // The end is known now; what was published before it is still to be taken.
                barrier.clearAlert();
            } catch (InterruptedException e) {
                // A handler may interrupt its own thread; that must not lose the blocks behind.
                guard.interrupted();
            }
        }
    }

    /**
     * Takes the blocks of some sequences.
     *
     * @return the sequence to wait for next
     */
    abstract long take(long next, long available);

    /** Called when the last block was taken. */
    void atEnd() {}

    /** Packets in blocks that this lane had to leave out. */
    long skippedPackets() {
        return 0;
    }

    /** Waits until the sink has begun, or failed to. */
    void awaitBegun() throws InterruptedException {
        begun.await();
    }

    /** Tells the lane what became of all packets, which it waits for before it finishes the sink. */
    void conclude(List<InterfaceTotals> finalTotals) {
        totals = finalTotals;
        totalsKnown.countDown();
    }

    /** Tells the lane that the session never came to run: the sink is closed, not finished. */
    void abandon() {
        isAbandoned = true;
        totalsKnown.countDown();
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
        final long last = cpuNs;
        if (last >= 0) {
            return last;
        }
        return threadId < 0 ? 0 : Math.max(ManagementFactory.getThreadMXBean().getThreadCpuTime(threadId), 0);
    }
}
