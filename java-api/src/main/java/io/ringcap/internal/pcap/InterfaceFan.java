package io.ringcap.internal.pcap;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureInterface;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.PartFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One interface that several workers share, as one stream ordered by time. Used by the session's worker, but for what says that
 * any thread may ask.
 */
final class InterfaceFan {
    /** So long after the last packet the lanes may sleep longer again. */
    private static final long QUIET_NS = TimeUnit.MILLISECONDS.toNanos(200);

    /** What a lane may take longer than the drain was given: it may be in the kernel, opening a socket. */
    private static final long END_GRACE_NS = TimeUnit.SECONDS.toNanos(2);

    private static final long NEVER = Long.MAX_VALUE;

    private final int index;
    private final List<FanoutLane> lanes;
    private final TimeMerge merge;
    private final LaneKnowledge knowledge;
    private final CaptureInterface description;
    private final SourceCounters part = new SourceCounters();
    private boolean isWatched;
    private long lastBlockNs;
    private long cutNs = NEVER;
    private long endNs;
    private volatile long given;
    private volatile long afterCut;
    private volatile boolean isClosed;

    /** @param lanes of the one interface, not started; the fan's from now on */
    InterfaceFan(int index, List<FanoutLane> lanes, CaptureConfig config) {
        this.index = index;
        this.lanes = List.copyOf(lanes);
        this.merge = new TimeMerge(this.lanes, config.blockBytes());
        this.knowledge = new LaneKnowledge(this.lanes, config, System.nanoTime());
        this.description = describe();
    }

    static InterfaceFan open(int index, String name, CaptureSpec spec, CaptureConfig config, LongSupplier patienceNs) {
        final CaptureSpec alone = alone(name, spec);
        // A block of the kernel is handed over after two of its periods at the latest: together they are the flush
        // time.
        final int kernelWaitMs = Math.max(InterfaceOpening.kernelWaitMs(config) / 2, 1);
        final InterfaceOpening opening =
                new InterfaceOpening(alone, config, kernelWaitMs, new FanoutGroup(config.fanout()), patienceNs);
        final List<FanoutLane> lanes = new ArrayList<>();
        try {
            for (int i = 0; i < config.workers(); i++) {
                lanes.add(openLane(alone, opening, config, kernelWaitMs, name, i));
            }
            return new InterfaceFan(index, lanes, config);
        } catch (RuntimeException | Error e) {
            closeAll(lanes, e);
            throw e;
        }
    }

    private static void closeAll(List<FanoutLane> lanes, Throwable cause) {
        lanes.forEach(FanoutLane::beginClose);
        for (FanoutLane lane : lanes) {
            try {
                lane.close();
            } catch (RuntimeException e) {
                cause.addSuppressed(e);
            }
        }
    }

    private static CaptureSpec alone(String name, CaptureSpec spec) {
        final CaptureSpec.Builder builder = CaptureSpec.onInterface(name)
                .filter(spec.filter())
                .snaplen(spec.snaplen())
                .promiscuous(spec.promiscuous())
                .direction(spec.direction())
                .rejoining(spec.rejoining());
        final Path netns = spec.netns();
        return (netns == null ? builder : builder.netns(netns)).build();
    }

    private static FanoutLane openLane(
            CaptureSpec alone,
            InterfaceOpening opening,
            CaptureConfig config,
            int kernelWaitMs,
            String name,
            int number) {
        final NativeSource source = NativeSource.open(alone, opening);
        try {
            return new FanoutLane(
                    source, config, kernelWaitMs, Thread.currentThread().getName() + "-" + name + "-" + number);
        } catch (RuntimeException | Error e) {
            source.close();
            throw e;
        }
    }

    /** As the first lane has it; the kernel's rings of all. */
    private CaptureInterface describe() {
        long ringBytes = 0;
        for (FanoutLane lane : lanes) {
            final Long bytes = lane.source().interfaces().get(0).kernelRingBytes();
            ringBytes = ringBytes < 0 || bytes == null ? SourceCounters.UNKNOWN : ringBytes + bytes;
        }
        final CaptureInterface first = lanes.get(0).source().interfaces().get(0);
        return new CaptureInterface(
                index,
                first.name(),
                first.linkType(),
                first.snaplen(),
                ringBytes < 0 ? null : ringBytes,
                first.tpacketVersion(),
                first.timestampSource(),
                first.nanoseconds(),
                first.promiscuous());
    }

    void start() {
        lanes.forEach(FanoutLane::start);
    }

    CaptureInterface description() {
        return description;
    }

    List<FanoutLane> lanes() {
        return lanes;
    }

    // ---- packets ----

    /** Fills a block with what can be given out now; returns its packets, 0 for nothing yet, or END. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // One writer.
    int fill(BlockMemory out) {
        final long nowNs = System.nanoTime();
        if (cutNs != NEVER && nowNs - endNs > 0) {
            lanes.forEach(FanoutLane::giveUp);
        }
        final boolean areEnded = areLanesEnded();
        final long limitNs = knowledge.limitNs(nowNs);
        int packets = merge.merge(Math.min(limitNs, cutNs), out);
        if (packets > 0) {
            knowledge.onFlow();
            onBlocks(nowNs);
        } else if (merge.hasBlocks()) {
            onBlocks(nowNs);
            if (limitNs > cutNs) {
                return discard(out, limitNs);
            }
            if (knowledge.holdIsOver(nowNs, merge.youngestNs())) {
                packets = merge.merge(Math.min(knowledge.limitNs(nowNs), cutNs), out);
            }
        } else if (areEnded) {
            return BlockSource.END;
        } else {
            onNothing(nowNs);
        }
        if (packets > 0) {
            out.attribute(index, merge.dropped());
            given += packets;
        }
        return packets;
    }

    private boolean areLanesEnded() {
        for (FanoutLane lane : lanes) {
            if (!lane.isEnded()) {
                return false;
            }
        }
        return true;
    }

    /** Others are waited for: from now on lanes without packets say so often. */
    private void onBlocks(long nowNs) {
        lastBlockNs = nowNs;
        if (!isWatched) {
            isWatched = true;
            lanes.forEach(lane -> lane.watch(true));
        }
    }

    private void onNothing(long nowNs) {
        knowledge.onFlow();
        if (isWatched && nowNs - lastBlockNs > QUIET_NS) {
            isWatched = false;
            lanes.forEach(lane -> lane.watch(false));
        }
    }

    /** What arrived after the door was to be shut, on lanes that had not shut theirs yet, was not asked for. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // One writer.
    private int discard(BlockMemory scratch, long limitNs) {
        int packets = merge.merge(limitNs, scratch);
        while (packets > 0) {
            afterCut += packets;
            packets = merge.merge(limitNs, scratch);
        }
        return 0;
    }

    /** Shuts the door of all lanes: nothing stamped later than this moment is given out. */
    void quiesce(long deadlineNs) {
        final long untilNs = System.nanoTime() + deadlineNs;
        final boolean isFirst = cutNs == NEVER;
        if (isFirst) {
            cutNs = FanoutLane.epochNs();
        }
        if (isFirst || untilNs + END_GRACE_NS - endNs < 0) {
            endNs = untilNs + END_GRACE_NS;
        }
        for (FanoutLane lane : lanes) {
            lane.ask(() -> {
                if (!lane.isEnded()) {
                    lane.source().quiesce(Math.max(untilNs - System.nanoTime(), 0));
                }
            });
        }
    }

    /** Whether a lane was broken off by something else than the end of its interface. */
    boolean isBroken() {
        for (FanoutLane lane : lanes) {
            final Throwable failure = lane.failure();
            if (failure != null && !isGone(failure)) {
                return true;
            }
        }
        return false;
    }

    /** What broke a lane off, once for each; an interface that went away is no such thing. Null for nothing. */
    @Nullable
    CaptureException nextFailure(List<FanoutLane> told) {
        for (FanoutLane lane : lanes) {
            final Throwable failure = lane.failure();
            if (failure != null && !isGone(failure) && !told.contains(lane)) {
                told.add(lane);
                return failure instanceof CaptureException known
                        ? known
                        : new CaptureException(
                                ErrorCode.RUN_ENGINE_DIED, "a worker of " + description.name() + " died: " + failure);
            }
        }
        return null;
    }

    private static boolean isGone(Throwable failure) {
        return failure instanceof CaptureException known && known.code() == ErrorCode.RUN_INTERFACE_GONE;
    }

    /** Why there is nothing more, when that is because the interface went away; else null. */
    @Nullable
    CaptureException goneFailure() {
        for (FanoutLane lane : lanes) {
            if (lane.failure() instanceof CaptureException known && isGone(known)) {
                return known;
            }
        }
        return null;
    }

    long late() {
        return merge.late();
    }

    // ---- any thread ----

    /** What the lanes tell of the interface, as one: it is back when all have it. Any thread. */
    List<PartFailure> failures() {
        for (FanoutLane lane : lanes) {
            if (lane.source().hasAway()) {
                return lane.source().failures();
            }
        }
        for (FanoutLane lane : lanes) {
            final List<PartFailure> told = lane.source().failures();
            if (!told.isEmpty()) {
                return told;
            }
        }
        return List.of();
    }

    /** The sum of the lanes. Any thread, one at a time. */
    void counters(SourceCounters into) {
        into.droppedKernel = 0;
        into.droppedInterface = SourceCounters.UNKNOWN;
        // Before the sum: what is in the lanes is on its way.
        final boolean isOver = isClosed;
        into.delivered = given;
        long read = 0;
        into.cutPackets = 0;
        into.undrained = 0;
        for (FanoutLane lane : lanes) {
            lane.source().counters(0, part);
            into.droppedKernel += part.droppedKernel;
            read += part.delivered;
            into.cutPackets += part.cutPackets;
            into.undrained += part.undrained;
            // Each lane sees the interface's own count: it is one and the same.
            into.droppedInterface = Math.max(into.droppedInterface, part.droppedInterface);
        }
        if (isOver) {
            into.undrained += read - given - afterCut;
        }
    }

    long cpuNs() {
        return lanes.stream().mapToLong(FanoutLane::cpuNs).sum();
    }

    // ---- the end ----

    void beginClose() {
        lanes.forEach(FanoutLane::beginClose);
    }

    void close() {
        @Nullable RuntimeException first = null;
        for (FanoutLane lane : lanes) {
            try {
                lane.close();
            } catch (RuntimeException e) {
                first = first == null ? e : first;
            }
        }
        isClosed = true;
        if (first != null) {
            throw first;
        }
    }
}
