package io.ringcap.internal.follow;

import io.ringcap.internal.pcap.CpuClock;
import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.PartFailure;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The thread that looks after a target, from the opening of its source to {@link #close}: what it looks at may take its time (a name
 * server, thousands of descriptors), and the worker must not wait for it.
 */
final class TargetWatch implements Runnable {
    /** For a look that is under way; one that hangs in a name server does not hold up the session's end. */
    private static final long JOIN_MS = 100;

    private final Follower follower;
    private final TargetSource source;
    private final Thread thread;
    private volatile @Nullable PartFailure trouble;
    private volatile boolean isLookWanted;
    private volatile boolean isClosed;

    /** Who waits for a look: the worker, which has made this. */
    private final Thread worker = Thread.currentThread();

    private final LookBudget budget = new LookBudget(System.nanoTime());
    private final CpuClock cpu = new CpuClock();
    private volatile long begun;
    private volatile long done;
    private volatile boolean isOver;

    TargetWatch(Follower follower, TargetSource source, String threadName) {
        this.follower = follower;
        this.source = source;
        this.thread = new Thread(this, threadName);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    @Override
    public void run() {
        cpu.start();
        try (follower) {
            while (!isClosed) {
                pause();
                if (!isClosed) {
                    look();
                }
            }
        } catch (CaptureException e) {
            source.end(e);
        } catch (RuntimeException | Error e) {
            source.end(new CaptureException(
                    ErrorCode.RUN_ENGINE_DIED, "what is captured can no longer be followed: " + e, e));
        } finally {
            isOver = true;
            cpu.stop();
            LockSupport.unpark(worker);
        }
    }

    private void pause() {
        final long beganNs = System.nanoTime();
        long leftNs = follower.pauseNs();
        while (leftNs > 0 && !isClosed && !isLookWanted) {
            LockSupport.parkNanos(this, leftNs);
            leftNs = follower.pauseNs() - (System.nanoTime() - beganNs);
        }
        isLookWanted = false;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One writer; volatile for the worker that waits for a look.
    private void look() {
        begun++;
        final long beforeNs = cpu.nanos();
        final boolean hasLooked = tryLook();
        budget.charge(cpu.nanos() - beforeNs, System.nanoTime());
        if (hasLooked) {
            source.follow(follower.expression(), follower.flows());
        }
        done = begun;
        LockSupport.unpark(worker);
    }

    /** What the looks have taken of a processor. Any thread. */
    long cpuNs() {
        return cpu.nanos();
    }

    /** What cannot be read has not ended: what is known of it holds, and it is looked at again. */
    private boolean tryLook() {
        try {
            follower.look();
            trouble = null;
            return true;
        } catch (UncheckedIOException e) {
            trouble = new PartFailure(
                    "target",
                    ErrorCode.RUN_ENGINE_DIED,
                    "cannot be looked at for now (" + e.getCause().getMessage()
                            + "): what is known of it holds, new sockets are not seen; with 'too many open files' raise the limit"
                            + " (ulimit -n)");
            return false;
        }
    }

    /**
     * Has the target looked at once more, and waits for the end of that look for so long. A look that is under way does not count:
     * it may have begun before what the caller has seen. Worker only.
     */
    void lookNow(long patienceNs) {
        final long wanted = begun + 1;
        final long untilNs = System.nanoTime() + patienceNs;
        isLookWanted = true;
        LockSupport.unpark(thread);
        long leftNs = patienceNs;
        while (done < wanted && leftNs > 0 && !isOver && !isClosed) {
            LockSupport.parkNanos(this, leftNs);
            leftNs = untilNs - System.nanoTime();
        }
    }

    /** The same, unless looks have taken so much already that nobody may wait for another. Worker only. */
    void lookIfAffordable(long patienceNs) {
        if (budget.isEnough(System.nanoTime())) {
            lookNow(patienceNs);
        }
    }

    /** What cannot be followed while the rest can. Any thread. */
    List<PartFailure> failures() {
        final PartFailure now = trouble;
        if (now == null) {
            return follower.failures();
        }
        final List<PartFailure> all = new ArrayList<>(follower.failures());
        all.add(now);
        return all;
    }

    /** Ends the thread; one that hangs in a name server ends by itself later. */
    void close() {
        isClosed = true;
        LockSupport.unpark(thread);
        if (thread.getState() == Thread.State.NEW) {
            follower.close();
            return;
        }
        boolean isInterrupted = false;
        try {
            thread.join(JOIN_MS);
        } catch (InterruptedException e) {
            isInterrupted = true;
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
