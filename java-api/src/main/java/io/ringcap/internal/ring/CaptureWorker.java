package io.ringcap.internal.ring;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.internal.pcap.BlockSource;
import io.ringcap.internal.pcap.NativeThread;
import io.ringcap.internal.pcap.Slab;
import io.ringcap.internal.pcap.SourceCounters;
import io.ringcap.internal.pcap.Sources;
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
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One session's work, on a thread of its own: opens sinks and source, runs the {@link FillLoop}, ends the lanes, and reports.
 * It owns what it opened until it has reported its end; then {@link #release} is the cleaner's business.
 */
public final class CaptureWorker implements Runnable {
    private static final int LIVE_RING_BLOCKS = 128;

    /** A source that can wait needs no room for bursts, and a small ring stays in the processor's cache. */
    private static final int PATIENT_RING_BLOCKS = 16;

    private final CaptureSpec spec;
    private final CaptureConfig config;
    private final List<Sink> sinks;
    private final SinkContext sinkContext;
    private final String threadPrefix;
    private final WorkerReports reports;
    private final WorkerCounters counters = new WorkerCounters();
    private final Lanes lanes;
    private volatile @Nullable StopRequest stop;
    private volatile @Nullable FillLoop loop;
    private volatile @Nullable BlockSource source;
    private volatile @Nullable BlockRing ring;

    /**
     * @param threadPrefix what the names of this session's threads begin with
     */
    public CaptureWorker(
            CaptureSpec spec,
            CaptureConfig config,
            List<Sink> sinks,
            SinkContext sinkContext,
            String threadPrefix,
            WorkerReports reports) {
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
        counters.threadId = Thread.currentThread().getId();
        FinishReason reason = FinishReason.STOPPED;
        CaptureException failure = null;
        try {
            final FillLoop opened = open();
            try {
                reason = opened.run();
            } catch (RuntimeException | Error e) {
                failure = asCaptureException(e, ErrorCode.RUN_ENGINE_DIED);
            }
            endLanes();
            failure = failure == null ? failureOfSinks() : failure;
        } catch (InterruptedException e) {
            failure = new CaptureException(ErrorCode.RUN_ENGINE_DIED, "the worker's thread was interrupted", e);
        } catch (RuntimeException | Error e) {
            failure = asCaptureException(e, ErrorCode.START_ENGINE_FAILED);
            abandonStart();
        }
        counters.endNs = System.nanoTime();
        counters.cpuNs = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        reports.ended(reason, failure);
    }

    private FillLoop open() throws InterruptedException {
        NativeThread.prepare(threadPrefix + "worker", config.workerCpu());
        // Sinks first: a folder that cannot be written is found before the interface is touched.
        lanes.open(sinks, sinkContext);
        final BlockRing opened = new BlockRing(ringBytes(), config.blockBytes());
        ring = opened;
        final BlockSource from = Sources.open(spec, config);
        source = from;
        final List<CaptureInterface> interfaces = from.interfaces();
        lanes.start(opened, interfaces, threadPrefix);
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
                config.stopTimeout().toNanos());
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
            lanes.finish(totals(), this::patienceNs);
        }
    }

    private void abandonStart() {
        final BlockRing ending = ring;
        if (ending != null) {
            ending.end(0);
        }
        try {
            lanes.abandon(this::patienceNs);
        } catch (InterruptedException e) {
            // The lanes end by themselves; the cleaner waits for them before it frees the ring.
            Thread.currentThread().interrupt();
        }
    }

    /** How much longer lanes may take. Without a stop they may take what they need: nobody waits for the session. */
    private long patienceNs() {
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
        final long deadlineNs = System.nanoTime() + config.stopTimeout().toNanos();
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

    /** The session's counters at this moment. Any thread. */
    public CaptureStats stats() {
        return StatsReader.read(counters, lanes, source, interfaceCount());
    }

    private int interfaceCount() {
        final BlockSource opened = source;
        return opened == null ? 0 : opened.interfaces().size();
    }

    private List<InterfaceTotals> totals() {
        final BlockSource opened = source;
        final List<InterfaceTotals> totals = new ArrayList<>();
        final SourceCounters from = new SourceCounters();
        for (int i = 0; i < interfaceCount(); i++) {
            if (opened != null) {
                opened.counters(i, from);
                totals.add(new InterfaceTotals(
                        i, from.delivered + from.droppedKernel, from.droppedKernel, from.droppedInterface));
            }
        }
        return totals;
    }

    /**
     * Releases the source and, when no lane can reach it any more, the ring. Called by the cleaner after the worker's end,
     * again and again until it returns nothing.
     *
     * @return names of the sinks whose threads still hold the ring's memory
     */
    public List<String> release() {
        final BlockSource closing = source;
        if (closing != null) {
            closing.close();
        }
        final List<String> busy = lanes.busy();
        final BlockRing freed = ring;
        if (busy.isEmpty() && freed != null) {
            final Slab slab = freed.slab();
            slab.close();
        }
        return busy;
    }
}
