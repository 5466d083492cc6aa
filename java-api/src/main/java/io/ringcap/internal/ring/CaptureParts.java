package io.ringcap.internal.ring;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.internal.pcap.BlockSource;
import io.ringcap.internal.pcap.SourceOpener;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureInterface;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.EffectiveSettings;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.PartFailure;
import io.ringcap.sink.InterfaceTotals;
import io.ringcap.sink.Sink;
import io.ringcap.sink.SinkContext;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a session is made of: sinks on their lanes, the ring, the source. Opened by the worker's thread, ended by it or by its
 * rescuer, released by the cleaner when neither a lane nor the worker can reach them any more.
 */
final class CaptureParts {
    private static final System.Logger LOG = System.getLogger(CaptureParts.class.getName());

    private final CaptureSpec spec;
    private final CaptureConfig config;
    private final SinkContext sinkContext;
    private final String threadPrefix;
    private final SourceOpener opener;
    private final WorkerCounters counters = new WorkerCounters();
    private final AtomicBoolean isSourceClosed = new AtomicBoolean();
    private final Lanes lanes;
    private volatile List<Sink> sinks;
    private volatile @Nullable BlockSource source;
    private volatile @Nullable BlockRing ring;
    private volatile @Nullable String lastFilter;

    CaptureParts(
            CaptureSpec spec,
            CaptureConfig config,
            List<Sink> sinks,
            SinkContext sinkContext,
            String threadPrefix,
            WorkerReports reports,
            SourceOpener opener) {
        this.spec = spec;
        this.config = config;
        this.sinks = List.copyOf(sinks);
        this.sinkContext = sinkContext;
        this.threadPrefix = threadPrefix;
        this.opener = opener;
        this.lanes = new Lanes(reports::partFailed);
    }

    /** Opens everything and starts the lanes. Worker only. */
    FillLoop open(WorkerLink link, LongSupplier patienceNs) throws InterruptedException {
        // Sinks first: a folder that cannot be written is found before the interface is touched.
        lanes.open(sinks, sinkContext, link.heartbeat()::beat);
        final BlockRing opened = new BlockRing(config.ringBytesFor(spec.isLive()), config.blockBytes());
        ring = opened;
        link.heartbeat().beat();
        final BlockSource from = opener.open(spec, config, patienceNs);
        source = from;
        link.heartbeat().beat();
        lanes.start(opened, from.interfaces(), threadPrefix, patienceNs);
        final PartFailure failed = lanes.firstFailure();
        if (failed != null) {
            final boolean isAskedWrongly = failed.error() == ErrorCode.START_INVALID_PARAMS;
            throw new CaptureException(
                    isAskedWrongly ? ErrorCode.START_INVALID_PARAMS : ErrorCode.START_CREATE_FILE_FAILED,
                    failed.part() + ": " + failed.errorMsg());
        }
        return new FillLoop(opened, from, lanes, new Limits(spec), counters, config, spec.isLive(), link);
    }

    /** What was obtained; after {@link #open}. */
    EffectiveSettings effective() {
        final BlockSource from = source;
        if (from == null) {
            throw new IllegalStateException("nothing is open");
        }
        final List<CaptureInterface> interfaces = from.interfaces();
        return new EffectiveSettings(from.kind(), from.reason(), from.filter(), interfaces);
    }

    /** The filter in force, the last one after {@link #release}; null before anything is open. Any thread. */
    @Nullable
    String filter() {
        final BlockSource from = source;
        return from == null ? lastFilter : from.filter();
    }

    /** Where the first recording sink writes to; null when none does. */
    @Nullable
    String firstOutput() {
        return lanes.firstOutput();
    }

    /** Ends the lanes in good order, with fresh counters of the source. Worker only. */
    void end(LongSupplier patienceNs) throws InterruptedException {
        final BlockSource opened = source;
        try {
            if (opened != null) {
                opened.refreshCounters();
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "the source's counters could not be brought up to date", e);
        }
        endAsKnown(patienceNs);
    }

    /** Ends the lanes in good order, with the counters of the source that are known. Nothing may be published any more. */
    void endAsKnown(LongSupplier patienceNs) throws InterruptedException {
        final BlockRing ending = ring;
        if (ending != null) {
            ending.end(counters.packets);
            lanes.finish(totals(), patienceNs);
        }
    }

    /** Ends what has been begun for a session that did not come to run, or that cannot be ended in good order. */
    void abandon(LongSupplier patienceNs) {
        final BlockRing ending = ring;
        if (ending != null) {
            ending.end(counters.packets);
        }
        try {
            lanes.abandon(patienceNs);
        } catch (Throwable t) {
            // The lanes end by themselves; the cleaner waits for them before it frees the ring.
            LOG.log(System.Logger.Level.WARNING, "could not wait for the sinks to be let go", t);
        }
    }

    /** A session of which no sink is left has failed, however well the source did. */
    @Nullable
    CaptureException failureOfSinks() {
        final PartFailure first = lanes.firstFailure();
        return first == null || !lanes.areAllFailed()
                ? null
                : new CaptureException(first.error(), first.part() + " failed: " + first.errorMsg());
    }

    private List<InterfaceTotals> totals() {
        try {
            return StatsReader.totals(source, interfaceCount());
        } catch (RuntimeException e) {
            // What was recorded is worth more than the statistics beside it.
            LOG.log(System.Logger.Level.WARNING, "the source's counters could not be read", e);
            return List.of();
        }
    }

    WorkerCounters counters() {
        return counters;
    }

    /** A number that changes when any sink does anything. */
    long progress() {
        return lanes.progress();
    }

    /** The counters at this moment. Any thread. */
    CaptureStats stats() {
        return StatsReader.read(counters, lanes, source, interfaceCount());
    }

    private int interfaceCount() {
        final BlockSource opened = source;
        return opened == null ? 0 : opened.interfaces().size();
    }

    /** Lets a source that waits return. Any thread. */
    void wake() {
        final BlockSource opened = source;
        if (opened != null) {
            opened.wake();
        }
    }

    /** Closes the source, once. The worker, or the cleaner when the worker's thread is gone. */
    void closeSource() {
        final BlockSource closing = source;
        if (closing != null && isSourceClosed.compareAndSet(false, true)) {
            try {
                closing.close();
            } catch (Throwable t) {
                LOG.log(System.Logger.Level.WARNING, "the source could not be closed", t);
            }
        }
    }

    /** Releases the ring when no lane can reach it; names of those that still hold something. The worker is gone. */
    List<String> release() {
        // A thread that died may not have come to it.
        closeSource();
        final List<String> busy = lanes.busy();
        if (!busy.isEmpty()) {
            return busy;
        }
        final BlockRing freed = ring;
        if (freed != null) {
            freed.slab().close();
        }
        // The session may be remembered for long; its buffers shall not.
        lastFilter = filter();
        sinks = List.of();
        ring = null;
        source = null;
        lanes.clear();
        return busy;
    }
}
