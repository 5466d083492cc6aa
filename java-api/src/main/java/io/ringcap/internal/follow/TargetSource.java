package io.ringcap.internal.follow;

import io.ringcap.config.TrafficFilter;
import io.ringcap.internal.pcap.BlockMemory;
import io.ringcap.internal.pcap.BlockSource;
import io.ringcap.internal.pcap.HeldNetns;
import io.ringcap.internal.pcap.SourceCounters;
import io.ringcap.internal.pcap.Sources;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureInterface;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.PartFailure;
import io.ringcap.message.SourceKind;
import io.ringcap.packet.BlockLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A source that follows a target: its filter changes with it, between two blocks, and it ends when the target is gone, after what
 * had arrived by then. Worked by one worker like any source; {@link TargetWatch} tells it from its own thread.
 *
 * <pre>
 *   TargetWatch --expression, end--> (volatile) --next fill--> setFilter, quiesce of the source inside
 * </pre>
 */
final class TargetSource implements BlockSource {
    /** For what the kernel still holds when the target is gone. */
    private static final long DRAIN_NS = TimeUnit.SECONDS.toNanos(1);

    /** For the question whether an interface went because the target did. */
    private static final long WHY_NS = TimeUnit.MILLISECONDS.toNanos(500);

    /** A look takes a millisecond or two, more with ten thousands of sockets; what arrives meanwhile waits in the kernel's ring. */
    private static final long LOOK_PATIENCE_NS = TimeUnit.MILLISECONDS.toNanos(10);

    /** Nothing was there: all that arrived has been read. */
    private static final long NEVER = Long.MAX_VALUE;

    private final BlockSource inner;
    private final TargetWatch watch;

    /** Where the interfaces and the target are; closed after whoever looks there. */
    private final HeldNetns netns;

    private String asked;
    private String inForce;
    private volatile String followed;
    private volatile @Nullable CaptureException gone;
    private boolean isQuiesced;
    private boolean isEnding;

    /** Null where packets are nobody's. */
    private final @Nullable PacketTagger tagger;

    private volatile @Nullable FlowTable flows;

    /** When the first packet of the last block arrived, which may be taken out whole. */
    private long takenOutNs = NEVER;

    /**
     * @param inner opened with the expression that the follower has now
     * @param netns becomes this source's when it is started
     * @param asked what the user wants of the target's packets
     * @param isKeepingUnknown whether packets are given that are nobody's as far as could be found out
     */
    TargetSource(
            BlockSource inner,
            Follower follower,
            HeldNetns netns,
            String asked,
            boolean isKeepingUnknown,
            String threadName) {
        this.netns = netns;
        this.inner = inner;
        this.asked = asked;
        this.inForce = follower.expression();
        this.followed = inForce;
        this.flows = follower.flows();
        this.tagger = flows == null ? null : new PacketTagger(isKeepingUnknown);
        this.watch = new TargetWatch(follower, this, threadName);
    }

    /** Begins to follow. */
    TargetSource start() {
        watch.start();
        return this;
    }

    // ---- the watch's thread ----

    /** What matches the target now, and whose sockets there are. */
    void follow(String expression, @Nullable FlowTable table) {
        flows = table;
        if (!expression.equals(followed)) {
            followed = expression;
            inner.wake();
        }
    }

    /** The target is gone, or cannot be followed any more. */
    void end(CaptureException why) {
        gone = why;
        inner.wake();
    }

    // ---- the worker's ----

    @Override
    public int fill(BlockMemory block, long flushNs, long maxWaitNs) {
        final CaptureException end = gone;
        if (end != null && !isQuiesced && !isEnding) {
            isEnding = true;
            inner.quiesce(DRAIN_NS);
        }
        final String wanted = followed;
        if (!isQuiesced && !isEnding && !wanted.equals(inForce)) {
            followTo(wanted);
        }
        final int packets = fillTagged(block, flushNs, maxWaitNs);
        if (packets == END && isEnding && end != null) {
            throw end;
        }
        return packets;
    }

    private void followTo(String wanted) {
        try {
            inner.setFilter(TrafficFilter.and(wanted, asked));
            inForce = wanted;
        } catch (CaptureException e) {
            // With the old one packets of the target would be missing, and nobody would know.
            throw new CaptureException(
                    ErrorCode.RUN_ENGINE_DIED,
                    "what is captured can no longer be followed: " + e.getMessage() + "; start again",
                    e);
        }
    }

    /** An interface goes when its container does, and may be seen to go first. */
    private int fillInner(BlockMemory block, long flushNs, long maxWaitNs) {
        try {
            return inner.fill(block, flushNs, maxWaitNs);
        } catch (CaptureException e) {
            if (e.code() == ErrorCode.RUN_INTERFACE_GONE && !isQuiesced) {
                watch.lookNow(WHY_NS);
                final CaptureException end = gone;
                if (end != null) {
                    end.addSuppressed(e);
                    throw end;
                }
            }
            throw e;
        }
    }

    /** A block of which nothing is left is not given; what comes next may be. */
    private int fillTagged(BlockMemory block, long flushNs, long maxWaitNs) {
        if (tagger == null) {
            return fillInner(block, flushNs, maxWaitNs);
        }
        final long untilNs = System.nanoTime() + maxWaitNs;
        long leftNs = maxWaitNs;
        int packets = 0;
        do {
            final int filled = fillInner(block, flushNs, leftNs);
            if (filled <= 0) {
                takenOutNs = NEVER;
                return filled;
            }
            takenOutNs = block.firstTimestampNs();
            final FlowTable table = tableFor(tagger, block);
            packets = table == null ? filled : tagger.tag(block, table);
            leftNs = untilNs - System.nanoTime();
        } while (packets == 0 && leftNs > 0);
        return packets;
    }

    @Override
    public boolean hasReadUntil(long epochNs) {
        return takenOutNs >= epochNs;
    }

    /** What comes from a socket that was not there at the last look is worth another one. */
    private @Nullable FlowTable tableFor(PacketTagger asked, BlockMemory block) {
        final FlowTable table = flows;
        if (table == null || isEnding || !asked.isLookWorthwhile(block, table)) {
            return table;
        }
        watch.lookIfAffordable(LOOK_PATIENCE_NS);
        return flows;
    }

    @Override
    public void setFilter(String filter) {
        if (isQuiesced || isEnding) {
            throw new CaptureException(
                    ErrorCode.RUN_CANCELLED,
                    "what is captured has ended, nothing can be changed any more; start another one");
        }
        try {
            inner.setFilter(TrafficFilter.and(inForce, filter));
        } catch (CaptureException e) {
            if (e.code() == ErrorCode.START_INVALID_PARAMS) {
                Sources.requireFilter(filter, BlockLayout.MAX_SNAPLEN);
            }
            throw e;
        }
        asked = filter;
    }

    @Override
    public void quiesce(long deadlineNs) {
        isQuiesced = true;
        isEnding = false;
        inner.quiesce(deadlineNs);
    }

    @Override
    public void close() {
        try {
            watch.close();
            inner.close();
        } finally {
            netns.close();
        }
    }

    // ---- as the source inside says ----

    @Override
    public SourceKind kind() {
        return inner.kind();
    }

    @Override
    public String reason() {
        return inner.reason();
    }

    @Override
    public List<CaptureInterface> interfaces() {
        return inner.interfaces();
    }

    @Override
    public String filter() {
        return inner.filter();
    }

    @Override
    public void wake() {
        inner.wake();
    }

    @Override
    public void counters(int interfaceIndex, SourceCounters into) {
        inner.counters(interfaceIndex, into);
    }

    @Override
    public void refreshCounters() {
        inner.refreshCounters();
    }

    @Override
    public long cpuNs() {
        return inner.cpuNs() + watch.cpuNs();
    }

    @Override
    public boolean isTruncated() {
        return inner.isTruncated();
    }

    @Override
    public List<PartFailure> failures() {
        final List<PartFailure> own = watch.failures();
        if (own.isEmpty()) {
            return inner.failures();
        }
        final List<PartFailure> all = new ArrayList<>(inner.failures());
        all.addAll(own);
        return all;
    }

    @Override
    public Map<String, Long> unattributed() {
        return tagger == null ? Map.of() : tagger.unattributed();
    }

    @Override
    public long droppedUnattributed() {
        return tagger == null ? 0 : tagger.dropped();
    }
}
