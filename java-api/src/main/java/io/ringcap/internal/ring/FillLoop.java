package io.ringcap.internal.ring;

import io.ringcap.config.CaptureConfig;
import io.ringcap.internal.pcap.BlockMemory;
import io.ringcap.internal.pcap.BlockSource;
import io.ringcap.message.FinishReason;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The worker's hot loop: claims a slot, lets the source fill it, numbers and publishes it, until the source or a limit or
 * somebody ends it. It does nothing for a packet and little for a block. Between two blocks it takes orders.
 */
final class FillLoop {
    /** Longest wait in the source: how late a limit of time may be seen by a source that cannot be woken for it. */
    private static final long MAX_WAIT_NS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Pause when all slots are taken: short against the time a slot takes to come free, long against a time slice. */
    private static final long STALL_PARK_NS = TimeUnit.MICROSECONDS.toNanos(50);

    private static final int FIRST_CONFIG_VERSION = 1;

    private final BlockRing ring;
    private final BlockSource source;
    private final Lanes lanes;
    private final Limits limits;
    private final WorkerCounters counters;
    private final WorkerLink link;
    private final long flushNs;
    private final long stopTimeoutNs;
    private final boolean isLive;
    private final PauseClock pause;
    private final long startNs = System.nanoTime();
    private volatile @Nullable StopRequest stopRequest;
    private @Nullable FinishReason reason;
    private long deadlineNs;
    private boolean isStalled;
    private int configVersion = FIRST_CONFIG_VERSION;

    /** Whether the oldest order is for another filter and waits, and what for. */
    private boolean isSettling;

    private Settlement settlement = Settlement.NONE;

    /** Packets in the scratch block that arrived before a pause and wait for a slot. */
    private int held;

    FillLoop(
            BlockRing ring,
            BlockSource source,
            Lanes lanes,
            Limits limits,
            WorkerCounters counters,
            CaptureConfig config,
            boolean isLive,
            WorkerLink link) {
        this.ring = ring;
        this.source = source;
        this.lanes = lanes;
        this.limits = limits;
        this.counters = counters;
        this.link = link;
        this.flushNs = config.flush().toNanos();
        this.stopTimeoutNs = config.stopTimeout().toNanos();
        this.isLive = isLive;
        this.pause = new PauseClock(isLive);
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
        FinishReason end = null;
        while (end == null) {
            end = turn();
        }
        return end;
    }

    /**
     * Once around. A method of its own, because the JVM compiles what is called often: the loop itself comes around a hundred
     * times a second on a quiet link, and would be interpreted for ten minutes.
     *
     * @return why the capture ends here, or null when it goes on
     */
    private @Nullable FinishReason turn() {
        final long nowNs = System.nanoTime();
        link.heartbeat().beat(nowNs);
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
        final boolean hasObeyed = (link.orders().isWaiting() || isSettling) && takeOrders(nowNs);
        if (!hasObeyed && step(nowNs) == BlockSource.END) {
            return reason == null ? FinishReason.END_OF_FILE : reason;
        }
        return limits.reached();
    }

    /** Shuts the source's door when somebody asked for it or the session's time is over. */
    private void beginEnd(@Nullable StopRequest stop, long nowNs) {
        if (stop != null) {
            reason = stop.reason();
            // A sink that hangs uses up the drain; the others then still need time to finish.
            deadlineNs = stop.deadlineNs() - stopTimeoutNs / 4;
        } else if (remainingNs(nowNs) <= 0) {
            reason = FinishReason.DURATION;
            deadlineNs = nowNs + stopTimeoutNs - stopTimeoutNs / 4;
        } else {
            return;
        }
        source.quiesce(Math.max(deadlineNs - nowNs, 0));
    }

    private long remainingNs(long nowNs) {
        return limits.remainingNs(pause.activeNs(startNs, nowNs));
    }

    // ---- orders ----

    /** Says whether there was anything that could be done now. */
    private boolean takeOrders(long nowNs) {
        boolean hasObeyed = false;
        for (WorkerOrder order = link.orders().next();
                order != null && !link.gate().isShut() && (reason != null || mayCarryOut(order, nowNs));
                order = link.orders().next()) {
            if (reason == null) {
                link.carryOut(order, this);
            } else {
                link.refuse(order, pause.isPaused());
            }
            isSettling = false;
            hasObeyed = true;
        }
        return hasObeyed;
    }

    /** Another filter waits until what arrived before it was asked for has been read, and the kernel has handed all of it over. */
    private boolean mayCarryOut(WorkerOrder order, long nowNs) {
        if (!isLive || !order.replacesFilter() || pause.isPaused()) {
            return true;
        }
        if (!isSettling) {
            isSettling = true;
            settlement = new Settlement(nowNs, flushNs);
        }
        return settlement.isOver(nowNs);
    }

    void onChange(ConfigChange change) {
        final String filter = change.filter();
        if (filter != null) {
            settlement = Settlement.NONE;
            source.setFilter(filter);
        }
        final LimitChange changed = change.limits();
        if (changed != null) {
            limits.change(changed);
        }
        configVersion = change.version();
    }

    void onPause(long atEpochNs) {
        pause.pause(atEpochNs, System.nanoTime());
    }

    void onResume(long atEpochNs) {
        final long pausedNs = pause.resume(atEpochNs, System.nanoTime());
        if (pausedNs > 0) {
            source.onPauseEnd(pausedNs);
        }
    }

    /** Whether the session is paused. For those who come after the loop. */
    boolean isPaused() {
        return pause.isPaused();
    }

    // ---- blocks ----

    /** Fills or publishes one block, or waits for a moment. */
    private int step(long nowNs) {
        if (held == 0 && pause.isPaused()) {
            if (isLive) {
                return fillPaused(nowNs);
            }
            if (reason == null) {
                // A file can wait. Whoever gives an order or stops the session ends the park.
                LockSupport.parkNanos(this, MAX_WAIT_NS);
                return 0;
            }
        }
        if (!ring.hasRoom()) {
            stall();
            return 0;
        }
        isStalled = false;
        return held > 0 ? placeHeld() : fillOne(nowNs);
    }

    private int fillOne(long nowNs) {
        final long sequence = ring.claim();
        final BlockMemory memory = ring.slot(sequence);
        final int filled = source.fill(memory, flushNs, waitNs(nowNs));
        settlement.onFill(filled, memory, source);
        return filled <= 0 ? filled : take(sequence, memory, filled);
    }

    /** Once the door is shut the source knows itself when to end; its time must not be polled away. */
    private long waitNs(long nowNs) {
        return reason != null
                ? MAX_WAIT_NS
                : Math.min(settlement.waitNs(nowNs, MAX_WAIT_NS), Math.max(remainingNs(nowNs), 0));
    }

    /** Beside the ring: a sink that is slow must not make drops of packets that nobody wants. */
    private int fillPaused(long nowNs) {
        final BlockMemory scratch = ring.scratch();
        final int filled = source.fill(scratch, flushNs, waitNs(nowNs));
        if (filled > 0 && !countIfPaused(scratch, filled)) {
            held = filled;
        }
        return filled;
    }

    private int placeHeld() {
        final long sequence = ring.claim();
        final BlockMemory memory = ring.slot(sequence);
        memory.copy(ring.scratch());
        final int packets = held;
        held = 0;
        return take(sequence, memory, packets);
    }

    /**
     * Publishes a filled block. A worker that was given up while it was in the source finds the gate shut: the ring's end is
     * fixed then, and the block stays unseen. The stop that comes with a rescue ends the loop.
     */
    private int take(long sequence, BlockMemory memory, int filled) {
        if (!link.gate().enter()) {
            return 0;
        }
        try {
            if (pause.covers(memory)) {
                countPaused(filled);
                return filled;
            }
            final long before = limits.packets();
            final int packets = limits.admit(memory, filled);
            memory.number(sequence, before, configVersion);
            count(memory);
            ring.publish(sequence);
            return packets;
        } finally {
            link.gate().leave();
        }
    }

    private void count(BlockMemory memory) {
        if (counters.packets == 0) {
            counters.firstTimestampNs = memory.firstTimestampNs();
        }
        counters.lastTimestampNs = memory.lastTimestampNs();
        counters.bytes = limits.bytes();
        counters.packets = limits.packets();
    }

    private boolean countIfPaused(BlockMemory memory, int packets) {
        if (!pause.covers(memory)) {
            return false;
        }
        if (link.gate().enter()) {
            countPaused(packets);
            link.gate().leave();
        }
        return true;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One writer; volatile for the readers of statistics.
    private void countPaused(int packets) {
        counters.pausedPackets += packets;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One writer; volatile for the readers of statistics.
    private void stall() {
        if (!isStalled) {
            isStalled = true;
            counters.ringStalls++;
        }
        LockSupport.parkNanos(this, STALL_PARK_NS);
    }

    // ---- what nobody will see ----

    /** One interface is broken; what the others still hold is counted at least. */
    private void countRestAfter(Throwable cause) {
        try {
            discardRest();
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    /** What is left in the source will not be seen by anybody; it is counted. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // One writer; volatile for the readers of statistics.
    private void discardRest() {
        source.quiesce(0);
        long discarded = held;
        held = 0;
        try {
            int packets = discardOne();
            while (packets != BlockSource.END) {
                discarded += packets;
                packets = discardOne();
            }
        } finally {
            // What a file still has was never offered. A source that breaks meanwhile is asked once more.
            counters.discarded += isLive ? discarded : 0;
        }
    }

    private int discardOne() {
        link.heartbeat().beat();
        final BlockMemory scratch = ring.scratch();
        final int packets = source.fill(scratch, 0, 0);
        return packets > 0 && countIfPaused(scratch, packets) ? 0 : packets;
    }
}
