package io.ringcap.internal.pcap;

import io.ringcap.packet.BlockLayout;
import java.nio.ByteBuffer;

/** Copies packets from libpcap into one block after the other. Confined to the source's worker. */
final class JnaBlockWriter {
    private final BlockAppender appender = new BlockAppender();
    private final int keepBytes;
    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private int at;
    private int packets;
    private long firstTimestampNs;
    private long lastTimestampNs;
    private boolean isUnordered;

    /**
     * @param keepBytes longer packets are cut to this
     */
    JnaBlockWriter(int keepBytes) {
        this.keepBytes = keepBytes;
    }

    void begin(BlockMemory block, int interfaceIndex, int linkType) {
        buffer = block.buffer();
        at = BlockLayout.HEADER_BYTES;
        packets = 0;
        firstTimestampNs = 0;
        lastTimestampNs = 0;
        isUnordered = false;
        appender.begin(block, interfaceIndex, linkType, 0);
    }

    /** Copies the packet that the handle stands on; false when the block has no room for it. */
    boolean append(JnaHandle packet) {
        final int captured = (int) Math.min(packet.capturedBytes(), keepBytes);
        if (captured > buffer.capacity() - at - BlockAppender.RECORD_BYTES) {
            return false;
        }
        final long timestampNs = packet.timestampNs();
        isUnordered |= timestampNs < lastTimestampNs;
        lastTimestampNs = timestampNs;
        firstTimestampNs = packets == 0 ? lastTimestampNs : firstTimestampNs;
        appender.header(at, lastTimestampNs, captured, packet.originalBytes());
        packet.copyTo(buffer, at + BlockAppender.RECORD_BYTES, captured);
        at += BlockAppender.RECORD_BYTES + captured;
        packets++;
        return true;
    }

    int packets() {
        return packets;
    }

    /** Completes the block. */
    int seal(long dropped, boolean isTruncated) {
        appender.seal(packets, at, firstTimestampNs, lastTimestampNs);
        buffer.putLong(BlockLayout.DROPPED_OFFSET, dropped);
        final int flags =
                (isTruncated ? BlockLayout.FLAG_TRUNCATED : 0) | (isUnordered ? BlockLayout.FLAG_UNORDERED : 0);
        buffer.putShort(BlockLayout.FLAGS_OFFSET, (short) flags);
        return packets;
    }
}
