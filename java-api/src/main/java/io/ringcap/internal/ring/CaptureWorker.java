package io.ringcap.internal.ring;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.internal.pcap.BlockSource;
import io.ringcap.internal.pcap.NativeThread;
import io.ringcap.internal.pcap.SourceCounters;
import io.ringcap.internal.pcap.SourceOpener;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureInterface;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.EffectiveSettings;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.FinishReason;
import io.ringcap.message.PartFailure;
import io.ringcap.sink.InterfaceTotals;
import io.ringcap.sink.Sink;
import io.ringcap.sink.SinkContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One session's work, on a thread of its own: opens sinks and source, runs the {@link FillLoop}, ends the lanes, closes the
 * source, and reports. What the ring holds is then the cleaner's business, by {@link #release}.
 */
public final class CaptureWorker implements Runnable {
    private static final System.Logger LOG = System.getLogger(CaptureWorker.class.getName());
    private static final int LIVE_RING_BLOCKS = 128;

    /** A source that can wait needs no room for bursts but for those of the disk; less stays in the processor's cache. */
    private static final int PATIENT_RING_BLOCKS = 32;

    private final CaptureSpec spec;
    private final CaptureConfig config;
    private volatile List<Sink> sinks;
    private final SinkContext sinkContext;
    private final String threadPrefix;
    private final WorkerReports reports;
    private final WorkerCounters counters = new WorkerCounters();
    private final Lanes lanes;
    private final SourceOpener opener;
    private final WorkerOrders orders = new WorkerOrders();

    /** Taken by who ends the lanes: the worker, or who does it in its place. */
    private final AtomicBoolean areLanesEnding = new AtomicBoolean();

    /** Taken by who reports the end. */
    private final AtomicBoolean isEndReported = new AtomicBoolean();

    private volatile boolean hasLeft;
    private volatile @Nullable StopRequest stop;
    private volatile @Nullable FillLoop loop;
    private volatile @Nullable BlockSource source;
    private volatile @Nullable BlockRing ring;
    private volatile @Nullable CaptureStats finalStats;

    /**
     * @param threadPrefix what the names of this session's threads begin with
     */
    public CaptureWorker(
            CaptureSpec spec,
            CaptureConfig config,
            List<Sink> sinks,
            SinkContext sinkContext,
            String threadPrefix,
            WorkerReports reports,
            SourceOpener opener) {
        this.opener = opener;
        this.spec = spec;
        this.config = config;
        this.sinks = List.copyOf(sinks);
        this.sinkContext = sinkContext;
        this.threadPrefix = threadPrefix;
        this.reports = reports;
        this.lanes = new Lanes(reports::partFailed);
    }

    @Override
    public void run() {
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
            opened.refuseOrders();
            if (areLanesEnding.compareAndSet(false, true)) {
                endLanes();
            }
            failure = failure == null ? failureOfSinks() : failure;
        } catch (Throwable t) {
            failure = asCaptureException(t, loop == null ? ErrorCode.START_ENGINE_FAILED : ErrorCode.RUN_ENGINE_DIED);
            if (areLanesEnding.compareAndSet(false, true)) {
                abandonLanes();
            }
        } finally {
            noteEnd();
            closeSource();
            counters.cpu.stop();
            hasLeft = true;
            reportEnd(reason, failure);
        }
    }

    /** The time at which the last sink was done; closing the source is not part of the session's time. */
    private void noteEnd() {
        if (counters.endNs == 0) {
            counters.endNs = System.nanoTime();
        }
    }

    private void reportEnd(FinishReason reason, @Nullable CaptureException failure) {
        if (isEndReported.compareAndSet(false, true)) {
            orders.close();
            noteEnd();
            reports.ended(reason, failure, concludeStats());
        }
    }

    /**
     * Ends the session in the place of a worker that does not: it hangs in the system, or is dead. The lanes are ended with what
     * was published, so that their files are whole. Takes as long as a stop may take; once at most, on a thread of its own.
     *
     * <p>Should the worker come back, it sees that it was abandoned before it publishes. If it looks just before that is
     * written, its last block lies behind the end, where lanes may or may not take it: its memory is the ring's, which is not
     * released while the worker's thread has not left.
     */
    public void rescue(CaptureException why) {
        counters.isAbandoned = true;
        orders.close();
        requestStop(FinishReason.STOPPED, false);
        // Before there is a loop the lanes are still in the worker's hands: it closes them when it comes back.
        if (loop != null && areLanesEnding.compareAndSet(false, true)) {
            try {
                final BlockRing ending = ring;
                if (ending != null) {
                    ending.end(counters.packets);
                    lanes.finish(totals(false), this::patienceNs);
                }
            } catch (Throwable t) {
                why.addSuppressed(t);
            }
        }
        reportEnd(FinishReason.STOPPED, why);
    }

    private FillLoop open() throws InterruptedException {
        NativeThread.prepare(threadPrefix + "worker", config.workerCpu());
        // Sinks first: a folder that cannot be written is found before the interface is touched.
        lanes.open(sinks, sinkContext);
        final BlockRing opened = new BlockRing(ringBytes(), config.blockBytes());
        ring = opened;
        final BlockSource from = opener.open(spec, config);
        source = from;
        final List<CaptureInterface> interfaces = from.interfaces();
        lanes.start(opened, interfaces, threadPrefix, this::patienceNs);
        final PartFailure failed = lanes.firstFailure();
        if (failed != null) {
            throw new CaptureException(ErrorCode.START_CREATE_FILE_FAILED, failed.part() + ": " + failed.errorMsg());
        }
        final FillLoop made = new FillLoop(
                opened,
                from,
                lanes,
                new Limits(spec),
                counters,
                config.flush().toNanos(),
                config.stopTimeout().toNanos(),
                spec.isLive(),
                orders,
                reports);
        loop = made;
        // A stop that came before there was a loop.
        final StopRequest early = stop;
        if (early != null) {
            made.requestStop(early);
        }
        reports.started(
                new EffectiveSettings(from.kind(), from.reason(), spec.filter(), interfaces), lanes.firstOutput());
        return made;
    }

    private long ringBytes() {
        if (config.ringBytes() != CaptureConfig.AUTO_RING_BYTES) {
            return config.ringBytes();
        }
        return (long) (spec.isLive() ? LIVE_RING_BLOCKS : PATIENT_RING_BLOCKS) * config.blockBytes();
    }

    private void endLanes() throws InterruptedException {
        final BlockRing ending = ring;
        if (ending != null) {
            ending.end(counters.packets);
            lanes.finish(totals(true), this::patienceNs);
        }
    }

    /** Ends what has been begun for a session that did not come to run, or that cannot be ended in good order. */
    private void abandonLanes() {
        final BlockRing ending = ring;
        if (ending != null) {
            ending.end(counters.packets);
        }
        try {
            lanes.abandon(this::patienceNs);
        } catch (Throwable t) {
            // The lanes end by themselves; the cleaner waits for them before it frees the ring.
            LOG.log(System.Logger.Level.WARNING, "could not wait for the sinks to be let go", t);
        }
    }

    /** How much longer lanes may take. Without a stop they may take what they need: nobody waits for the session. */
    private long patienceNs() {
        counters.beatNs = System.nanoTime();
        final StopRequest asked = stop;
        return asked == null ? Long.MAX_VALUE : asked.deadlineNs() - System.nanoTime();
    }

    /** A session of which no sink is left has failed, however well the source did. */
    private @Nullable CaptureException failureOfSinks() {
        final PartFailure first = lanes.firstFailure();
        return first == null || !lanes.areAllFailed()
                ? null
                : new CaptureException(first.error(), first.part() + " failed: " + first.errorMsg());
    }

    private static CaptureException asCaptureException(Throwable t, ErrorCode code) {
        return t instanceof CaptureException known
                ? known
                : new CaptureException(code, "the capture thread failed: " + t, t);
    }

    private void closeSource() {
        final BlockSource closing = source;
        if (closing != null) {
            try {
                closing.close();
            } catch (Throwable t) {
                LOG.log(System.Logger.Level.WARNING, "the source could not be closed", t);
            }
        }
    }

    private CaptureStats concludeStats() {
        CaptureStats last;
        try {
            last = StatsReader.read(counters, lanes, source, interfaceCount());
        } catch (Throwable t) {
            LOG.log(System.Logger.Level.WARNING, "the final statistics could not be read", t);
            last = CaptureStats.NONE;
        }
        finalStats = last;
        return last;
    }

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
        final StopRequest request = new StopRequest(reason, isLossless, deadlineNs);
        stop = request;
        final FillLoop running = loop;
        if (running != null) {
            running.requestStop(request);
        }
        final BlockSource opened = source;
        if (opened != null) {
            opened.wake();
        }
    }

    /** Changes filter or limits from the next block on; the answer is reported. Any thread; false when it has ended. */
    public boolean change(ConfigChange change) {
        return give(new WorkerOrders.Change(change));
    }

    /** Holds the recording; reported when it is in force. Any thread; false when it has ended. */
    public boolean pause() {
        return give(new WorkerOrders.Pause());
    }

    /** Goes on with the recording; reported when it is in force. Any thread; false when it has ended. */
    public boolean resume() {
        return give(new WorkerOrders.Resume());
    }

    private boolean give(WorkerOrders.Order order) {
        final boolean isAccepted = orders.give(order);
        final BlockSource opened = source;
        if (isAccepted && opened != null) {
            opened.wake();
        }
        return isAccepted;
    }

    /** When the worker last gave a sign of life, by {@link System#nanoTime}. Any thread. */
    public long lastBeatNs() {
        return counters.beatNs;
    }

    /** The session's counters at this moment, the final ones after its end. Any thread. */
    public CaptureStats stats() {
        final CaptureStats last = finalStats;
        return last != null ? last : StatsReader.read(counters, lanes, source, interfaceCount());
    }

    private int interfaceCount() {
        final BlockSource opened = source;
        return opened == null ? 0 : opened.interfaces().size();
    }

    /**
     * @param isRefreshed whether the source is asked once more, which only its worker may do
     */
    private List<InterfaceTotals> totals(boolean isRefreshed) {
        final BlockSource opened = source;
        final List<InterfaceTotals> totals = new ArrayList<>();
        if (opened == null) {
            return totals;
        }
        try {
            if (isRefreshed) {
                opened.refreshCounters();
            }
            final SourceCounters from = new SourceCounters();
            for (int i = 0; i < interfaceCount(); i++) {
                opened.counters(i, from);
                totals.add(new InterfaceTotals(
                        i, from.delivered + from.droppedKernel, from.droppedKernel, from.droppedInterface));
            }
        } catch (RuntimeException e) {
            // What was recorded is worth more than the statistics beside it.
            LOG.log(System.Logger.Level.WARNING, "the source's counters could not be read", e);
        }
        return totals;
    }

    /**
     * Releases the ring when nothing can reach it any more. Called by the cleaner, again and again until it returns nothing.
     *
     * @param isThreadDead whether the worker's thread is gone, however it went
     * @return names of the sinks, or of the worker itself, whose threads still hold something
     */
    public List<String> release(boolean isThreadDead) {
        if (finalStats == null || (!hasLeft && !isThreadDead)) {
            return List.of("the capture thread");
        }
        final List<String> busy = lanes.busy();
        if (!busy.isEmpty()) {
            return busy;
        }
        final BlockRing freed = ring;
        if (freed != null) {
            freed.slab().close();
        }
        // The session may be remembered for long; its buffers shall not.
        sinks = List.of();
        ring = null;
        loop = null;
        source = null;
        lanes.clear();
        return busy;
    }
}
