package io.ringcap.internal.pcap;

import io.ringcap.packet.BlockLayout;
import java.nio.ByteBuffer;

/**
 * Writes blocks from Java, for the sources that have no C behind them. Confined to the source's worker; one is kept for each
 * source and begun anew for each block.
 */
final class BlockAppender {
    static final int RECORD_BYTES = BlockLayout.RECORD_HEADER_BYTES;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private ByteBuffer buffer = ByteBuffer.allocate(0);

    /** Writes the header of an empty block. */
    void begin(BlockMemory block, int interfaceIndex, int linkType, long dropped) {
        buffer = block.buffer();
        buffer.putInt(BlockLayout.MAGIC_OFFSET, BlockLayout.MAGIC);
        buffer.putShort(BlockLayout.VERSION_OFFSET, BlockLayout.VERSION);
        buffer.putShort(BlockLayout.FLAGS_OFFSET, (short) 0);
        buffer.putShort(BlockLayout.INTERFACE_OFFSET, (short) interfaceIndex);
        buffer.putShort(BlockLayout.LINK_TYPE_OFFSET, (short) linkType);
        buffer.putLong(BlockLayout.DROPPED_OFFSET, dropped);
        seal(0, BlockLayout.HEADER_BYTES, 0, 0);
    }

    /** Writes a record's header at a position of the block. */
    void header(int at, long timestampNs, int captured, int original) {
        buffer.putInt(at + BlockLayout.RECORD_SECONDS_OFFSET, (int) (timestampNs / NANOS_PER_SECOND));
        buffer.putInt(at + BlockLayout.RECORD_NANOS_OFFSET, (int) (timestampNs % NANOS_PER_SECOND));
        buffer.putInt(at + BlockLayout.RECORD_CAPTURED_OFFSET, captured);
        buffer.putInt(at + BlockLayout.RECORD_ORIGINAL_OFFSET, original);
    }

    /** Completes the block: so many packets, which end at this position. */
    void seal(int packets, int end, long firstTimestampNs, long lastTimestampNs) {
        buffer.putInt(BlockLayout.PACKETS_OFFSET, packets);
        buffer.putInt(BlockLayout.BODY_BYTES_OFFSET, end - BlockLayout.HEADER_BYTES);
        buffer.putLong(BlockLayout.FIRST_TS_OFFSET, firstTimestampNs);
        buffer.putLong(BlockLayout.LAST_TS_OFFSET, lastTimestampNs);
    }
}
