package io.ringcap.sink;

import static io.ringcap.packet.BlockLayout.HEADER_BYTES;
import static io.ringcap.packet.BlockLayout.RECORD_HEADER_BYTES;

import io.ringcap.packet.BlockLayout;
import io.ringcap.packet.PacketBlock;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Fills blocks in memory as the shim would: {@code begin}, {@code packet} for each packet, {@code block}. One object makes
 * the blocks of one session in order, all in the same memory, so a block is valid until the next {@code begin}.
 */
public final class TestBlocks {
    /** A time within the year 2024 whose nanoseconds show when a digit gets lost. */
    public static final long SOME_TIME_NS = 1_732_179_600_123_456_789L;

    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final ByteBuffer memory;
    private final PacketBlock block = new PacketBlock();
    private long sequence;
    private long packetsBefore;
    private long firstNs;
    private long lastNs;
    private int packets;
    private int end;

    /** Blocks as large as the smallest that a session uses. */
    public TestBlocks() {
        this(BlockLayout.MIN_BLOCK_BYTES);
    }

    /** Blocks of at most so many bytes, the header included. */
    public TestBlocks(int blockBytes) {
        memory = ByteBuffer.allocateDirect(blockBytes).order(ByteOrder.nativeOrder());
    }

    /** Bytes that differ from offset to offset and from seed to seed. */
    public static byte[] bytes(int length, int seed) {
        final byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (seed * 31 + i * 7 + (i >> 8));
        }
        return bytes;
    }

    /** Starts the next block; what {@link #block()} returned before is overwritten. */
    public TestBlocks begin(int interfaceIndex, int linkType) {
        packetsBefore += packets;
        packets = 0;
        end = HEADER_BYTES;
        memory.putInt(BlockLayout.MAGIC_OFFSET, BlockLayout.MAGIC);
        memory.putShort(BlockLayout.VERSION_OFFSET, BlockLayout.VERSION);
        memory.putShort(BlockLayout.FLAGS_OFFSET, (short) 0);
        memory.putLong(BlockLayout.SEQUENCE_OFFSET, sequence++);
        memory.putLong(BlockLayout.PACKETS_BEFORE_OFFSET, packetsBefore);
        memory.putLong(BlockLayout.DROPPED_OFFSET, 0);
        memory.putShort(BlockLayout.INTERFACE_OFFSET, (short) interfaceIndex);
        memory.putShort(BlockLayout.LINK_TYPE_OFFSET, (short) linkType);
        memory.putInt(BlockLayout.CONFIG_VERSION_OFFSET, 1);
        return this;
    }

    /** Sets flags of {@link BlockLayout} in the block that was begun. */
    public TestBlocks flags(int flags) {
        memory.putShort(BlockLayout.FLAGS_OFFSET, (short) flags);
        return this;
    }

    /** Sets the kernel's count of dropped packets in the block that was begun; -1 for unknown. */
    public TestBlocks dropped(long packetsDropped) {
        memory.putLong(BlockLayout.DROPPED_OFFSET, packetsDropped);
        return this;
    }

    /** Adds a packet that was kept whole. */
    public TestBlocks packet(long timestampNs, byte[] bytes) {
        return packet(timestampNs, bytes, bytes.length);
    }

    /** Adds a packet of which only the given bytes were kept. */
    public TestBlocks packet(long timestampNs, byte[] kept, int originalLength) {
        memory.putInt(end + BlockLayout.RECORD_SECONDS_OFFSET, (int) (timestampNs / NS_PER_SECOND));
        memory.putInt(end + BlockLayout.RECORD_NANOS_OFFSET, (int) (timestampNs % NS_PER_SECOND));
        memory.putInt(end + BlockLayout.RECORD_CAPTURED_OFFSET, kept.length);
        memory.putInt(end + BlockLayout.RECORD_ORIGINAL_OFFSET, originalLength);
        memory.put(end + RECORD_HEADER_BYTES, kept);
        end += RECORD_HEADER_BYTES + kept.length;
        firstNs = packets == 0 ? timestampNs : firstNs;
        if (packets > 0 && timestampNs < lastNs) {
            final int flags = memory.getShort(BlockLayout.FLAGS_OFFSET) | BlockLayout.FLAG_UNORDERED;
            memory.putShort(BlockLayout.FLAGS_OFFSET, (short) flags);
        }
        lastNs = timestampNs;
        packets++;
        return this;
    }

    /** Whether the block that was begun has room for one more packet of so many bytes. */
    public boolean hasRoomFor(int capturedBytes) {
        return memory.capacity() - end >= RECORD_HEADER_BYTES + capturedBytes;
    }

    /** Adds packets of one size, a microsecond apart, until the block is full. */
    public TestBlocks fill(long firstTimestampNs, int capturedBytes) {
        final byte[] bytes = bytes(capturedBytes, (int) sequence);
        for (long at = firstTimestampNs; hasRoomFor(capturedBytes); at += 1000) {
            packet(at, bytes);
        }
        return this;
    }

    /** Completes the header; always the same flyweight over the same memory. */
    public PacketBlock block() {
        memory.putInt(BlockLayout.BODY_BYTES_OFFSET, end - HEADER_BYTES);
        memory.putInt(BlockLayout.PACKETS_OFFSET, packets);
        memory.putLong(BlockLayout.FIRST_TS_OFFSET, packets == 0 ? 0 : firstNs);
        memory.putLong(BlockLayout.LAST_TS_OFFSET, packets == 0 ? 0 : lastNs);
        return block.wrap(memory);
    }
}
