package io.ringcap.internal.ring;

import io.ringcap.config.CaptureSpec;
import io.ringcap.internal.pcap.BlockMemory;
import io.ringcap.message.FinishReason;
import io.ringcap.packet.BlockLayout;
import io.ringcap.packet.PacketBlock;
import io.ringcap.packet.PacketCursor;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where a session ends by itself, exact to the packet. Confined to the worker. */
final class Limits {
    private long maxPackets;
    private long maxBytes;
    private long maxDurationNs;
    private final PacketBlock block = new PacketBlock();
    private final PacketCursor cursor = new PacketCursor();
    private long packets;
    private long bytes;
    private @Nullable FinishReason reached;

    Limits(CaptureSpec spec) {
        set(spec.maxDuration(), spec.maxPackets(), spec.maxBytes());
    }

    private void set(@Nullable Duration duration, long mostPackets, long mostBytes) {
        maxDurationNs = duration == null ? Long.MAX_VALUE : duration.toNanos();
        maxPackets = mostPackets == 0 ? Long.MAX_VALUE : mostPackets;
        maxBytes = mostBytes == 0 ? Long.MAX_VALUE : mostBytes;
    }

    /** Puts other limits in force. One that is passed already is reached at once. */
    void change(LimitChange change) {
        set(change.maxDuration(), change.maxPackets(), change.maxBytes());
        if (reached == null && (packets >= maxPackets || bytes >= maxBytes)) {
            reached = reasonNow();
        }
    }

    private FinishReason reasonNow() {
        return packets >= maxPackets ? FinishReason.PACKETS : FinishReason.BYTES;
    }

    /** How long the session may still run. */
    long remainingNs(long elapsedNs) {
        return maxDurationNs - elapsedNs;
    }

    /**
     * Takes a filled block into account and cuts off what lies beyond a limit.
     *
     * @return packets that are left in the block
     */
    int admit(BlockMemory memory, int packetsInBlock) {
        final long captured = capturedBytes(memory.bodyBytes(), packetsInBlock);
        if (packets + packetsInBlock < maxPackets && bytes + captured < maxBytes) {
            packets += packetsInBlock;
            bytes += captured;
            return packetsInBlock;
        }
        return cut(memory);
    }

    /** Happens once a session: the block in which a limit is reached is walked packet by packet. */
    private int cut(BlockMemory memory) {
        int kept = 0;
        int body = 0;
        long lastTimestampNs = 0;
        cursor.wrap(block.wrap(memory.buffer()));
        while (packets < maxPackets && bytes < maxBytes && cursor.next()) {
            kept++;
            packets++;
            bytes += cursor.capturedLength();
            body = cursor.nextRecordOffset();
            lastTimestampNs = cursor.timestampNs();
        }
        cursor.release();
        block.release();
        memory.cut(kept, body, lastTimestampNs);
        reached = reasonNow();
        return kept;
    }

    private static long capturedBytes(int bodyBytes, int packets) {
        return bodyBytes - (long) packets * BlockLayout.RECORD_HEADER_BYTES;
    }

    /** The limit that was reached; null while the session may go on. */
    @Nullable
    FinishReason reached() {
        return reached;
    }

    long packets() {
        return packets;
    }

    long bytes() {
        return bytes;
    }
}
