package io.ringcap.sink;

import io.ringcap.config.FileOptions;
import java.util.concurrent.TimeUnit;

/** Decides when a journal's segment is full or has lasted long enough. Confined to the sink's thread; allocates nothing. */
final class JournalRotation {
    private static final long DAY_MS = TimeUnit.DAYS.toMillis(1);

    private final long maxBytes;
    private final long maxPackets;
    private final long everyMs;
    private final boolean isAligned;
    private long maxExcerpts = Long.MAX_VALUE;
    private long endMs;
    private long packets;
    private long excerpts;

    /** @param segmentBytes how large a segment may become; 0 for any size */
    JournalRotation(FileOptions options, long segmentBytes) {
        maxBytes = segmentBytes > 0 ? segmentBytes : Long.MAX_VALUE;
        maxPackets = options.rotatePackets() > 0 ? options.rotatePackets() : Long.MAX_VALUE;
        final boolean isByDay = segmentBytes == 0 && !options.isRotating();
        everyMs = isByDay ? DAY_MS : options.rotateEvery().toMillis();
        isAligned = isByDay || options.rotateAligned();
    }

    /** Tells what a file of the queue can number. */
    void limitExcerpts(long limit) {
        maxExcerpts = limit;
    }

    /** A segment begins, or a session goes on with one. */
    void begun(long nowMs) {
        packets = 0;
        excerpts = 0;
        if (everyMs == 0) {
            endMs = Long.MAX_VALUE;
        } else {
            endMs = isAligned ? (nowMs / everyMs + 1) * everyMs : nowMs + everyMs;
        }
    }

    /**
     * Whether the next block belongs into another segment.
     *
     * @param usedBytes where the segment ends now
     */
    boolean isSpent(long usedBytes, int blockBytes, int blockPackets, long nowMs) {
        // A segment without any block takes one of any size.
        return excerpts > 0
                && (usedBytes + blockBytes > maxBytes
                        || nowMs >= endMs
                        || packets + blockPackets > maxPackets
                        || excerpts >= maxExcerpts);
    }

    /** Whether the time of a segment with blocks is over. */
    boolean isOver(long nowMs) {
        return excerpts > 0 && nowMs >= endMs;
    }

    /** Whether the session has a block in this segment. */
    boolean hasBlocks() {
        return excerpts > 0;
    }

    /** A block was appended. */
    void appended(int blockPackets) {
        packets += blockPackets;
        excerpts++;
    }
}
