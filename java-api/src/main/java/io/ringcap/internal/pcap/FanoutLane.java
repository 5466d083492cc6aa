package io.ringcap.internal.pcap;

import io.ringcap.config.CaptureConfig;
import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One worker of an interface that several share: a thread of its own drains one native group into a few blocks, which the
 * session's worker takes in turn. Made and closed by the session's worker; the thread owns the group from start to end.
 *
 * <pre>
 *   kernel ring --> lane's thread --> blocks [released .. published) --> session's worker merges
 * </pre>
 */
final class FanoutLane {
    private static final System.Logger LOG = System.getLogger(FanoutLane.class.getName());

    /** Enough to go on while the session's worker takes a block; more is the kernel ring's business. */
    static final int BLOCKS = 8;

    /** What a stamp may be younger than the place of its packet in the kernel's ring says. */
    static final long SLACK_NS = TimeUnit.MILLISECONDS.toNanos(1);

    /** What the kernel's timer for its blocks may be late, beside twice its period. */
    private static final long TIMER_SLACK_NS = TimeUnit.MILLISECONDS.toNanos(5);

    private static final long QUIET_WAIT_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long FULL_PARK_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long CLOSE_PATIENCE_MS = 5_000;

    /** So many of a full lane's blocks are given out at once; packets may be later than their stamps by the others. */
    private static final int PRESSED_BLOCKS = BLOCKS / 2;

    private final NativeSource source;
    private final Slab slab;
    private final Thread reader;
    private final Thread worker;
    private final CpuClock cpu = new CpuClock();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final long flushNs;
    private final long quickWaitNs;
    private final long kernelHoldsNs;
    private boolean isStarted;
    private volatile boolean isWatched;
    private volatile boolean isClosing;
    private volatile boolean isEnded;
    private volatile @Nullable Throwable failure;
    private volatile @Nullable CaptureException givenUp;
    private volatile long published;
    private volatile long released;
    private volatile long knownNs = Long.MIN_VALUE;

    /** The session's worker's. */
    private long pressedNs = Long.MIN_VALUE;

    /** @param source opened, with the kernel waiting for so many milliseconds; the lane's from now on */
    FanoutLane(NativeSource source, CaptureConfig config, int kernelWaitMs, String threadName) {
        this.source = source;
        this.slab = Slab.map(BLOCKS, config.blockBytes());
        this.worker = Thread.currentThread();
        this.flushNs = config.flush().toNanos();
        this.quickWaitNs = TimeUnit.MILLISECONDS.toNanos(kernelWaitMs);
        this.kernelHoldsNs = config.immediate() ? 0 : 2 * quickWaitNs + TIMER_SLACK_NS;
        this.reader = new Thread(this::run, threadName);
        reader.setDaemon(true);
    }

    void start() {
        reader.start();
        isStarted = true;
    }

    NativeSource source() {
        return source;
    }

    long cpuNs() {
        return cpu.nanos();
    }

    // ---- the lane's thread ----

    private void run() {
        cpu.start();
        try {
            NativeThread.prepare(reader.getName(), -1);
            boolean goesOn = true;
            while (goesOn && !isClosing) {
                goesOn = turn();
            }
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            isEnded = true;
            LockSupport.unpark(worker);
            runTasks();
            closeSource();
            cpu.stop();
        }
    }

    private void closeSource() {
        try {
            source.close();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "a share of an interface could not be closed", e);
        }
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** Fills one block, or waits; false at the end. */
    private boolean turn() {
        runTasks();
        final long next = published;
        if (next - released == BLOCKS) {
            LockSupport.parkNanos(this, FULL_PARK_NS);
            return true;
        }
        final BlockMemory block = slab.block((int) (next % BLOCKS));
        final long waitNs = isWatched ? quickWaitNs : QUIET_WAIT_NS;
        final long beganEpochNs = epochNs();
        final long beganNs = System.nanoTime();
        final int packets = source.fill(block, flushNs, waitNs);
        if (packets == BlockSource.END) {
            return false;
        }
        if (packets > 0) {
            publish(block, next);
        } else if (System.nanoTime() - beganNs >= waitNs) {
            // Nothing was there when the whole time had passed: what was stamped long enough before that has been read.
            know(beganEpochNs + waitNs - kernelHoldsNs - SLACK_NS);
        } else if (source.hasAway()) {
            // What it brings when the interface is back is stamped later than now.
            know(epochNs() - SLACK_NS);
        }
        return true;
    }

    private void publish(BlockMemory block, long next) {
        if (block.isUnordered()) {
            NativeErrors.check(
                    NativeCalls.mergeSort(block.address(), block.capacity()), null, "cannot put a block into order");
        }
        published = next + 1;
        know(block.lastTimestampNs() - SLACK_NS);
        LockSupport.unpark(worker);
    }

    /** After the blocks that it is about: who reads it first sees them. */
    private void know(long untilNs) {
        if (untilNs > knownNs) {
            knownNs = untilNs;
            if (isWatched) {
                LockSupport.unpark(worker);
            }
        }
    }

    static long epochNs() {
        final Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    // ---- the session's worker ----

    /**
     * Up to which time all packets of this lane are in its blocks or were there; read it before {@link #published()}. A full
     * lane cannot learn more: its stamps may lie so close together that nothing would be old enough for ever.
     */
    long knownNs() {
        if (isEnded()) {
            return Long.MAX_VALUE;
        }
        if (isFull()) {
            for (long number = released; number < released + PRESSED_BLOCKS; number++) {
                pressedNs = Math.max(pressedNs, block(number).lastTimestampNs());
            }
        }
        return Math.max(knownNs, pressedNs);
    }

    /** Whether the thread has no block to fill. */
    boolean isFull() {
        return published - released == BLOCKS;
    }

    /** Whether nobody waits for more blocks of the thread; read it before {@link #published()}. */
    boolean isEnded() {
        return isEnded || givenUp != null;
    }

    /** What broke it off; null while it runs and after a good end. */
    @Nullable
    Throwable failure() {
        final Throwable cause = failure;
        return cause != null ? cause : givenUp;
    }

    /** Goes on without a thread that has not ended in its time. */
    void giveUp() {
        if (!isEnded) {
            givenUp = new CaptureException(
                    ErrorCode.RUN_ENGINE_DIED,
                    "thread " + reader.getName() + " did not end when the capture was stopped; what its kernel ring"
                            + " still held is lost, what was given before is complete");
        }
    }

    /** Whether it is not waited for any more, so that it answers nothing. */
    boolean isGivenUp() {
        return givenUp != null;
    }

    long published() {
        return published;
    }

    long released() {
        return released;
    }

    BlockMemory block(long number) {
        return slab.block((int) (number % BLOCKS));
    }

    /** Gives blocks back to the thread. */
    void release(long upTo) {
        final boolean wasFull = isFull();
        released = upTo;
        if (wasFull) {
            LockSupport.unpark(reader);
        }
    }

    /** Whether others wait for this lane, so that it shall say often that it has nothing. */
    void watch(boolean isWanted) {
        isWatched = isWanted;
        if (isWanted) {
            wake();
        }
    }

    /** Has something done by the lane's thread between two fills, or right away on the caller's when that has ended. */
    void ask(Runnable task) {
        tasks.add(task);
        wake();
        if (isEnded) {
            // The thread may have looked for the last time before the task was there.
            runTasks();
        }
    }

    private void wake() {
        source.wake();
        LockSupport.unpark(reader);
    }

    /** Lets the thread end without a drain. */
    void beginClose() {
        isClosing = true;
        if (isStarted) {
            try {
                wake();
            } catch (RuntimeException e) {
                // The others are to end as well; this one does when its wait is over.
                LOG.log(System.Logger.Level.WARNING, reader.getName() + " could not be woken to end", e);
            }
        } else {
            closeSource();
        }
    }

    /** Waits for the thread and gives the memory back; after {@link #beginClose}. */
    void close() {
        if (isStarted && !hasJoined()) {
            throw new CaptureException(
                    ErrorCode.RUN_ENGINE_DIED,
                    "thread " + reader.getName() + " does not end; its memory stays until the process ends");
        }
        slab.close();
    }

    private boolean hasJoined() {
        boolean isInterrupted = false;
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_PATIENCE_MS);
        while (reader.isAlive() && System.nanoTime() - deadlineNs < 0) {
            try {
                reader.join(CLOSE_PATIENCE_MS);
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        return !reader.isAlive();
    }
}
