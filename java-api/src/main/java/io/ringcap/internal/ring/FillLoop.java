package io.ringcap.internal.ring;

import io.ringcap.internal.pcap.BlockMemory;
import io.ringcap.internal.pcap.BlockSource;
import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.FinishReason;
import io.ringcap.packet.BlockLayout;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The worker's hot loop: claims a slot, lets the source fill it, numbers and publishes it, until the source or a limit or
 * somebody ends it. It does nothing for a packet and little for a block.
 */
final class FillLoop {
    /** Longest wait in the source: how late a limit of time may be seen by a source that cannot be woken for it. */
    private static final long MAX_WAIT_NS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Pause when all slots are taken: short against the time a slot takes to come free, long against a time slice. */
    private static final long STALL_PARK_NS = TimeUnit.MICROSECONDS.toNanos(50);

    /** How late an order is seen while nothing is read. */
    private static final long PAUSE_PARK_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final BlockRing ring;
    private final BlockSource source;
    private final Lanes lanes;
    private final Limits limits;
    private final WorkerCounters counters;
    private final long flushNs;
    private final long stopTimeoutNs;
    private final boolean isLive;
    private final WorkerOrders orders;
    private final WorkerReports reports;
    private final PauseGate gate = new PauseGate(Clock.systemUTC());
    private final long startNs = System.nanoTime();
    private volatile @Nullable StopRequest stopRequest;
    private @Nullable FinishReason reason;
    private long deadlineNs;
    private boolean isStalled;
    private int configVersion = 1;

    FillLoop(
            BlockRing ring,
            BlockSource source,
            Lanes lanes,
            Limits limits,
            WorkerCounters counters,
            long flushNs,
            long stopTimeoutNs,
            boolean isLive,
            WorkerOrders orders,
            WorkerReports reports) {
        this.ring = ring;
        this.source = source;
        this.lanes = lanes;
        this.limits = limits;
        this.counters = counters;
        this.flushNs = flushNs;
        this.stopTimeoutNs = stopTimeoutNs;
        this.isLive = isLive;
        this.orders = orders;
        this.reports = reports;
    }

    /** Asks the loop to end. Any thread; the caller wakes the source. */
    void requestStop(StopRequest request) {
        stopRequest = request;
    }

    /** Runs until the end of the capture and says why it ended. Call it once. */
    FinishReason run() {
        try {
            return fill();
        } catch (RuntimeException | Error e) {
            countRestAfter(e);
            throw e;
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One writer; volatile for the readers of statistics.
    private FinishReason fill() {
        counters.firstClaimNs = System.nanoTime();
        while (!counters.isAbandoned) {
            final long nowNs = System.nanoTime();
            counters.beatNs = nowNs;
            final StopRequest stop = stopRequest;
            if (stop != null && !stop.isLossless()) {
                discardRest();
                return stop.reason();
            }
            if (reason == null) {
                beginEnd(stop, nowNs);
            } else if (nowNs - deadlineNs > 0) {
                discardRest();
                return reason;
            }
            if (orders.isAnyWaiting()) {
                obey(nowNs);
            }
            if (lanes.areAllFailed()) {
                discardRest();
                return reason == null ? FinishReason.STOPPED : reason;
            }
            if (gate.isPaused() && !isLive && reason == null) {
                LockSupport.parkNanos(this, PAUSE_PARK_NS);
                continue;
            }
            final boolean hasRoom = ring.hasRoom();
            if (!hasRoom && !gate.isPaused()) {
                stall();
                continue;
            }
            isStalled = false;
            final int packets = hasRoom ? fillOne(nowNs) : source.fill(ring.scratch(), flushNs, MAX_WAIT_NS);
            if (packets == BlockSource.END) {
                return reason == null ? FinishReason.END_OF_FILE : reason;
            }
            if (!hasRoom) {
                // Sinks that are behind must not turn what arrives in a pause into drops.
                counters.pausedPackets += packets;
            }
            final FinishReason limit = limits.reached();
            if (limit != null) {
                return limit;
            }
        }
        return FinishReason.STOPPED;
    }

    /** Does what was ordered since the last block. */
    private void obey(long nowNs) {
        for (WorkerOrders.Order order = orders.take(); order != null; order = orders.take()) {
            if (order instanceof WorkerOrders.Change change) {
                reports.changed(change.change(), tryChange(change.change()));
            } else if (order instanceof WorkerOrders.Pause) {
                gate.pause(nowNs);
                reports.paused(true);
            } else if (order instanceof WorkerOrders.Resume) {
                source.resumed(gate.resume(nowNs));
                reports.paused(false);
            }
        }
    }

    /** Why a change was refused; null when it is in force. */
    private @Nullable CaptureException tryChange(ConfigChange change) {
        try {
            if (change.filter() != null) {
                if (reason != null) {
                    return ending();
                }
                source.setFilter(change.filter());
            }
        } catch (CaptureException e) {
            return e;
        }
        if (change.limits() != null) {
            limits.change(change.limits());
        }
        configVersion = change.version();
        return null;
    }

    private static CaptureException ending() {
        return new CaptureException(
                ErrorCode.RUN_CANCELLED, "the capture is ending, so its filter cannot be changed any more");
    }

    /** Answers what came too late; nothing more comes. The worker's thread, when the loop is over. */
    void refuseOrders() {
        orders.close();
        for (WorkerOrders.Order order = orders.take(); order != null; order = orders.take()) {
            if (order instanceof WorkerOrders.Change change) {
                reports.changed(change.change(), ending());
            }
        }
    }

    /** Shuts the source's door when somebody asked for it or the session's time is over. */
    private void beginEnd(@Nullable StopRequest stop, long nowNs) {
        if (stop != null) {
            reason = stop.reason();
            // A sink that hangs uses up the drain; the others then still need time to finish.
            deadlineNs = stop.deadlineNs() - stopTimeoutNs / 4;
        } else if (limits.remainingNs(capturedNs(nowNs)) <= 0) {
            reason = FinishReason.DURATION;
            deadlineNs = nowNs + stopTimeoutNs - stopTimeoutNs / 4;
        } else {
            return;
        }
        source.quiesce(Math.max(deadlineNs - nowNs, 0));
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One writer; volatile for the readers of statistics.
    private int fillOne(long nowNs) {
        final long sequence = ring.claim();
        final BlockMemory memory = ring.slot(sequence);
        // Once the door is shut the source knows itself when to end; its time must not be polled away.
        final long waitNs = reason != null
                ? MAX_WAIT_NS
                : Math.min(MAX_WAIT_NS, Math.max(limits.remainingNs(capturedNs(nowNs)), 0));
        final int filled = source.fill(memory, flushNs, waitNs);
        if (filled <= 0) {
            return filled;
        }
        if (counters.isAbandoned) {
            // The lanes have been ended without us.
            return BlockSource.END;
        }
        if (isLive && !gate.isRecorded(memory)) {
            counters.pausedPackets += filled;
            return 0;
        }
        final long before = limits.packets();
        final int packets = limits.admit(memory, filled);
        memory.number(sequence, before, configVersion);
        count(memory);
        ring.publish(sequence);
        return packets;
    }

    /** A pause is no time of capture. */
    private long capturedNs(long nowNs) {
        return nowNs - startNs - gate.pausedNs(nowNs);
    }

    private void count(BlockMemory memory) {
        if (counters.packets == 0) {
            counters.firstTimestampNs = memory.buffer().getLong(BlockLayout.FIRST_TS_OFFSET);
        }
        counters.lastTimestampNs = memory.buffer().getLong(BlockLayout.LAST_TS_OFFSET);
        counters.bytes = limits.bytes();
        counters.packets = limits.packets();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One writer; volatile for the readers of statistics.
    private void stall() {
        if (!isStalled) {
            isStalled = true;
            counters.ringStalls++;
        }
        LockSupport.parkNanos(this, STALL_PARK_NS);
    }

    /** One interface is broken; what the others still hold is counted at least. */
    private void countRestAfter(Throwable cause) {
        try {
            discardRest();
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    /** What is left in the source will not be seen by anybody; it is counted. */
    private void discardRest() {
        source.quiesce(0);
        long discarded = 0;
        try {
            int packets = source.fill(ring.scratch(), 0, 0);
            while (packets != BlockSource.END) {
                discarded += packets;
                packets = source.fill(ring.scratch(), 0, 0);
            }
        } finally {
            // What a file still has was never offered.
            counters.discarded = isLive ? discarded : 0;
        }
    }
}
