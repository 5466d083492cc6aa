package io.ringcap.internal.ring;

import io.ringcap.internal.pcap.BlockMemory;
import io.ringcap.internal.pcap.BlockSource;
import io.ringcap.message.FinishReason;
import io.ringcap.packet.BlockLayout;
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

    private final BlockRing ring;
    private final BlockSource source;
    private final Lanes lanes;
    private final Limits limits;
    private final WorkerCounters counters;
    private final long flushNs;
    private final long stopTimeoutNs;
    private final boolean isLive;
    private final long startNs = System.nanoTime();
    private volatile @Nullable StopRequest stopRequest;
    private @Nullable FinishReason reason;
    private long deadlineNs;
    private boolean isStalled;

    FillLoop(
            BlockRing ring,
            BlockSource source,
            Lanes lanes,
            Limits limits,
            WorkerCounters counters,
            long flushNs,
            long stopTimeoutNs,
            boolean isLive) {
        this.ring = ring;
        this.source = source;
        this.lanes = lanes;
        this.limits = limits;
        this.counters = counters;
        this.flushNs = flushNs;
        this.stopTimeoutNs = stopTimeoutNs;
        this.isLive = isLive;
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

    private FinishReason fill() {
        counters.firstClaimNs = System.nanoTime();
        while (true) {
            final long nowNs = System.nanoTime();
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
            if (lanes.areAllFailed()) {
                discardRest();
                return reason == null ? FinishReason.STOPPED : reason;
            }
            if (!ring.hasRoom()) {
                stall();
                continue;
            }
            isStalled = false;
            final int packets = fillOne(nowNs);
            if (packets == BlockSource.END) {
                return reason == null ? FinishReason.END_OF_FILE : reason;
            }
            final FinishReason limit = limits.reached();
            if (limit != null) {
                return limit;
            }
        }
    }

    /** Shuts the source's door when somebody asked for it or the session's time is over. */
    private void beginEnd(@Nullable StopRequest stop, long nowNs) {
        if (stop != null) {
            reason = stop.reason();
            // A sink that hangs uses up the drain; the others then still need time to finish.
            deadlineNs = stop.deadlineNs() - stopTimeoutNs / 4;
        } else if (limits.remainingNs(nowNs - startNs) <= 0) {
            reason = FinishReason.DURATION;
            deadlineNs = nowNs + stopTimeoutNs - stopTimeoutNs / 4;
        } else {
            return;
        }
        source.quiesce(Math.max(deadlineNs - nowNs, 0));
    }

    private int fillOne(long nowNs) {
        final long sequence = ring.claim();
        final BlockMemory memory = ring.slot(sequence);
        // Once the door is shut the source knows itself when to end; its time must not be polled away.
        final long waitNs =
                reason != null ? MAX_WAIT_NS : Math.min(MAX_WAIT_NS, Math.max(limits.remainingNs(nowNs - startNs), 0));
        final int filled = source.fill(memory, flushNs, waitNs);
        if (filled <= 0) {
            return filled;
        }
        final long before = limits.packets();
        final int packets = limits.admit(memory, filled);
        memory.number(sequence, before, 0);
        count(memory);
        ring.publish(sequence);
        return packets;
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
