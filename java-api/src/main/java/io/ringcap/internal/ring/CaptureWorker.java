package io.ringcap.internal.ring;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.internal.pcap.NativeThread;
import io.ringcap.internal.pcap.SourceOpener;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.FinishReason;
import io.ringcap.sink.Sink;
import io.ringcap.sink.SinkContext;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One session's work, on a thread of its own: opens sinks and source, runs the {@link FillLoop}, ends the lanes, closes the
 * source, and reports. What the ring holds is then the cleaner's business, by {@link #release}.
 *
 * <p>Design note: a worker that hangs is given up by {@link #rescue}, on another thread. What both could do is decided by two
 * atomic words: {@code isEnding} says who reports the end, and the {@link RescueGate} lets nothing of the worker be seen any
 * more. The source and the use of the ring's memory stay the worker's own: it closes the one when it comes back, and the other
 * is not released before.
 */
public final class CaptureWorker implements Runnable {
    private static final System.Logger LOG = System.getLogger(CaptureWorker.class.getName());

    /** A slow disk may take its time, and shows it by taking something. */
    private static final long STANDSTILL_NS = TimeUnit.MINUTES.toNanos(1);

    private final CaptureConfig config;
    private final String threadPrefix;
    private final WorkerReports reports;
    private final CaptureParts parts;
    private final WorkerCounters counters;
    private final WorkerLink link;
    private final AtomicBoolean isEnding = new AtomicBoolean();
    private volatile @Nullable StopRequest stop;
    private volatile @Nullable FillLoop loop;
    private volatile @Nullable CaptureStats finalStats;
    private volatile @Nullable Thread thread;
    private volatile boolean hasLeft;
    private long seenProgress;
    private long progressAtNs;

    /** The session runs: what its sinks have made is published at its end. */
    private volatile boolean isStarted;

    /**
     * @param threadPrefix what the names of this session's threads begin with
     * @param opener opens the source, on the worker's thread
     */
    public CaptureWorker(
            CaptureSpec spec,
            CaptureConfig config,
            List<Sink> sinks,
            SinkContext sinkContext,
            String threadPrefix,
            WorkerReports reports,
            SourceOpener opener) {
        this.config = config;
        this.threadPrefix = threadPrefix;
        this.reports = reports;
        this.parts = new CaptureParts(spec, config, sinks, sinkContext, threadPrefix, reports, opener);
        this.counters = parts.counters();
        this.link = new WorkerLink(reports);
    }

    // ---- the worker's thread ----

    @Override
    public void run() {
        if (!begins()) {
            return;
        }
        FinishReason reason = FinishReason.STOPPED;
        CaptureException failure = null;
        try {
            counters.cpu.start();
            final FillLoop opened = open();
            try {
                reason = opened.run();
            } catch (RuntimeException | Error e) {
                failure = asCaptureException(e, ErrorCode.RUN_ENGINE_DIED);
            }
            link.refuseLeft(opened.isPaused());
            // A rescuer that comes right after this look ends the ring at the same place: this thread publishes no
            // more.
            if (!link.gate().isShut()) {
                parts.end(this::patienceNs);
            }
            failure = failure == null ? parts.failureOfSinks() : failure;
        } catch (Throwable t) {
            final StopRequest asked = stop;
            if (asked != null && isGivenUp(t)) {
                // It was stopped before it ran: nothing has failed.
                reason = asked.reason();
            } else {
                failure =
                        asCaptureException(t, loop == null ? ErrorCode.START_ENGINE_FAILED : ErrorCode.RUN_ENGINE_DIED);
            }
            if (!link.gate().isShut()) {
                parts.abandon(this::patienceNs);
            }
        } finally {
            leave(reason, failure);
        }
    }

    /** False when the session was given up before there was a thread for it. */
    private synchronized boolean begins() {
        thread = Thread.currentThread();
        hasLeft = isEnding.get();
        link.heartbeat().beat();
        return !hasLeft;
    }

    private FillLoop open() throws InterruptedException {
        NativeThread.prepare(threadPrefix + "worker", config.workerCpu());
        final FillLoop made = parts.open(link, this::patienceNs);
        loop = made;
        // A stop that came before there was a loop.
        final StopRequest early = stop;
        if (early != null) {
            made.requestStop(early);
        }
        if (!link.gate().enter()) {
            throw new CaptureException(ErrorCode.RUN_TIMEOUT, "the session was given up before it ran");
        }
        try {
            isStarted = true;
            reports.started(parts.effective(), parts.firstOutput());
        } finally {
            link.gate().leave();
        }
        return made;
    }

    /**
     * How much longer lanes may take. Without a stop they may take what they need, while they do anything. It is asked at every
     * step of a wait, which makes it a sign of life.
     */
    private long patienceNs() {
        link.heartbeat().beat();
        StopRequest asked = stop;
        if (asked == null && hasStandstill()) {
            requestStop(FinishReason.STOPPED, true);
            asked = stop;
        }
        return asked == null ? Long.MAX_VALUE : asked.deadlineNs() - System.nanoTime();
    }

    /** Whether the sinks that are waited for have done nothing at all for so long that they never will. */
    private boolean hasStandstill() {
        final long nowNs = System.nanoTime();
        final long progress = parts.progress();
        if (progress != seenProgress || progressAtNs == 0) {
            seenProgress = progress;
            progressAtNs = nowNs;
        }
        return nowNs - progressAtNs > STANDSTILL_NS;
    }

    private boolean isGivenUp(Throwable t) {
        return loop == null && t instanceof CaptureException known && known.code() == ErrorCode.RUN_CANCELLED;
    }

    private static CaptureException asCaptureException(Throwable t, ErrorCode code) {
        return t instanceof CaptureException known
                ? known
                : new CaptureException(code, "the capture thread failed: " + t, t);
    }

    private void leave(FinishReason reason, @Nullable CaptureException failure) {
        final long endNs = System.nanoTime();
        link.heartbeat().beat(endNs);
        parts.closeSource();
        counters.cpu.stop();
        // From here on nothing can hang. Whoever is first ends the session, and the other one says nothing.
        if (isEnding.compareAndSet(false, true)) {
            counters.endNs = endNs;
            final CaptureStats last = concludeStats();
            link.refuseAll(false);
            hasLeft = true;
            reports.ended(reason, failure, last);
        }
        hasLeft = true;
    }

    private CaptureStats concludeStats() {
        CaptureStats last;
        try {
            last = parts.stats();
        } catch (Throwable t) {
            LOG.log(System.Logger.Level.WARNING, "the final statistics could not be read", t);
            last = CaptureStats.NONE;
        }
        finalStats = last;
        return last;
    }

    // ---- any thread ----

    /**
     * Asks for the end. Any thread, any time; only the first request counts, and a first one that gives up what has arrived.
     *
     * @param isLossless whether what has arrived before is still recorded
     */
    public synchronized void requestStop(FinishReason reason, boolean isLossless) {
        final StopRequest before = stop;
        if (before != null && (isLossless || !before.isLossless())) {
            return;
        }
        final long deadlineNs = before != null
                ? before.deadlineNs()
                : System.nanoTime() + config.stopTimeout().toNanos();
        stop(new StopRequest(reason, isLossless, deadlineNs));
        wake();
    }

    private void stop(StopRequest request) {
        stop = request;
        final FillLoop running = loop;
        if (running != null) {
            running.requestStop(request);
        }
    }

    private void wake() {
        parts.wake();
        // In the pause of a source that can wait.
        LockSupport.unpark(thread);
    }

    /** The session's counters at this moment, the final ones after its end. Any thread. */
    public CaptureStats stats() {
        final CaptureStats last = finalStats;
        return last != null ? last : parts.stats();
    }

    /** The filter in force, as the one expression it comes to; null before anything is open. Any thread. */
    public @Nullable String filter() {
        return parts.filter();
    }

    /** Whether its end is decided, and reported or about to be. Any thread. */
    public boolean isEnding() {
        return isEnding.get();
    }

    /** When the worker last gave a sign of life, by {@link System#nanoTime}; its making counts as one. Any thread. */
    public long lastBeatNs() {
        return link.heartbeat().lastNs();
    }

    /**
     * Orders a change, which the worker puts in force between two blocks and answers by {@link WorkerReports#changed}. Any thread.
     *
     * @return false when the session is ending: nothing changes and nothing is reported
     */
    public boolean change(ConfigChange change) {
        return order(new WorkerOrder.Change(change));
    }

    /**
     * Orders a pause from this moment on, answered by {@link WorkerReports#paused}. Any thread.
     *
     * @return false when the session is ending: nothing changes and nothing is reported
     */
    public boolean pause() {
        return order(new WorkerOrder.Pause(epochNs()));
    }

    /**
     * Orders the end of a pause at this moment, answered by {@link WorkerReports#paused}. Any thread.
     *
     * @return false when the session is ending: nothing changes and nothing is reported
     */
    public boolean resume() {
        return order(new WorkerOrder.Resume(epochNs()));
    }

    private boolean order(WorkerOrder order) {
        final boolean isAccepted = link.orders().offer(order);
        wake();
        return isAccepted;
    }

    /** The system's own clock, not a configured one: it is compared with what the kernel stamps packets with. */
    private static long epochNs() {
        final Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    // ---- a worker that hangs, died, or never ran ----

    /**
     * Gives the worker up and ends the session without it: the sinks get what was published, files are published, the end is
     * reported with the given failure. Called once, on a thread of its own, which it keeps for the session's stop time at most. A
     * worker that has ended meanwhile has reported it, and nothing happens.
     */
    public void rescue(CaptureException why) {
        if (!claimEnd()) {
            return;
        }
        final long deadlineNs = System.nanoTime() + config.stopTimeout().toNanos();
        final LongSupplier patience = () -> deadlineNs - System.nanoTime();
        // From here on cursor and counters stand still: what the worker was about to publish it either has, or will
        // not.
        link.gate().shut(() -> isThreadGone() || patience.getAsLong() <= 0);
        giveUpRun();
        endFor(patience);
        counters.endNs = System.nanoTime();
        final CaptureStats last = concludeStats();
        link.refuseAll(false);
        reports.ended(FinishReason.STOPPED, why, last);
        try {
            wake();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "the source of a session that was given up cannot be woken", e);
        }
    }

    /** Under the lock of {@link #begins}: a thread that comes later sees it and does nothing. */
    private synchronized boolean claimEnd() {
        return isEnding.compareAndSet(false, true);
    }

    /** What a worker finds that comes back: it throws away what its source holds, and leaves. */
    private synchronized void giveUpRun() {
        stop(new StopRequest(FinishReason.STOPPED, false, System.nanoTime()));
    }

    private void endFor(LongSupplier patience) {
        if (!isStarted) {
            parts.abandon(patience);
            return;
        }
        try {
            parts.endAsKnown(patience);
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.WARNING, "interrupted while sinks were ended; they end by themselves", e);
        }
    }

    private boolean isThreadGone() {
        final Thread worked = thread;
        return hasLeft || (worked == null ? isEnding.get() : !worked.isAlive());
    }

    /**
     * Releases the ring when neither the worker nor a lane can reach it any more. Called by the cleaner, again and again until it
     * returns nothing.
     *
     * @return names of the sinks, or of the worker itself, whose threads still hold something
     */
    public List<String> release() {
        if (finalStats == null || !isThreadGone()) {
            return List.of("the capture thread");
        }
        final List<String> busy = parts.release();
        if (busy.isEmpty()) {
            loop = null;
            thread = null;
        }
        return busy;
    }
}
