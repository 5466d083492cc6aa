package io.ringcap.internal.ring;

import io.ringcap.internal.pcap.BlockMemory;
import io.ringcap.internal.pcap.BlockSource;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Whether all has been read that arrived on a live source before a moment: the kernel holds packets back for the time of a flush,
 * and the worker may be behind. Made when another filter is asked for; confined to the worker.
 */
final class Settlement {
    /** For who waits for nothing. */
    static final Settlement NONE = new Settlement();

    /** What the kernel's timer for its blocks may be late. */
    private static final long SLACK_NS = TimeUnit.MILLISECONDS.toNanos(10);

    /** Sinks that stand still must not keep a change from coming into force for ever. */
    private static final long LONGEST_NS = TimeUnit.SECONDS.toNanos(2);

    private static final long SHORT_WAIT_NS = TimeUnit.MILLISECONDS.toNanos(2);

    private final boolean isNeeded;
    private final long handedOverNs;
    private final long giveUpNs;
    private final long askedAtEpochNs;
    private boolean isAllRead;

    private Settlement() {
        isNeeded = false;
        handedOverNs = 0;
        giveUpNs = 0;
        askedAtEpochNs = 0;
    }

    Settlement(long nowNs, long flushNs) {
        isNeeded = true;
        handedOverNs = nowNs + flushNs + SLACK_NS;
        giveUpNs = nowNs + LONGEST_NS;
        final Instant now = Instant.now();
        askedAtEpochNs = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    /** Notes what a fill has brought: nothing more, or what is younger. */
    void onFill(int packets, BlockMemory block, BlockSource source) {
        if (isNeeded && !isAllRead && System.nanoTime() - handedOverNs >= 0) {
            isAllRead = packets <= 0 ? source.hasReadUntil(askedAtEpochNs) : block.firstTimestampNs() >= askedAtEpochNs;
        }
    }

    boolean isOver(long nowNs) {
        return isAllRead || nowNs - giveUpNs >= 0;
    }

    /** How long a fill may wait, so that the end is not slept through. */
    long waitNs(long nowNs, long usuallyNs) {
        return isNeeded ? Math.max(Math.min(handedOverNs - nowNs, usuallyNs), SHORT_WAIT_NS) : usuallyNs;
    }
}
