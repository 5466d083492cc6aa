package io.ringcap.bench.jmh;

import io.ringcap.packet.BlockLayout;
import io.ringcap.packet.PacketBlock;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One block in direct memory as the shim fills it, which sinks are given again and again under new numbers. Confined to one thread.
 */
final class SampleBlock {
    private final ByteBuffer memory;
    private final PacketBlock block = new PacketBlock();
    private final int packets;
    private long sequence;

    private SampleBlock(ByteBuffer memory, int packets) {
        this.memory = memory;
        this.packets = packets;
        final int last = lastRecord(packets);
        memory.putInt(BlockLayout.MAGIC_OFFSET, BlockLayout.MAGIC)
                .putShort(BlockLayout.VERSION_OFFSET, BlockLayout.VERSION)
                .putInt(BlockLayout.BODY_BYTES_OFFSET, memory.position() - BlockLayout.HEADER_BYTES)
                .putInt(BlockLayout.PACKETS_OFFSET, packets)
                .putLong(BlockLayout.FIRST_TS_OFFSET, timeOf(BlockLayout.HEADER_BYTES))
                .putLong(BlockLayout.LAST_TS_OFFSET, timeOf(last))
                .putShort(BlockLayout.LINK_TYPE_OFFSET, (short) 1)
                .putInt(BlockLayout.CONFIG_VERSION_OFFSET, 1);
        block.wrap(memory);
    }

    /** A block of so many packets. */
    static SampleBlock ofPackets(String traffic, int packets) {
        final SamplePackets source = new SamplePackets(traffic);
        final ByteBuffer memory = allocate(BlockLayout.HEADER_BYTES + packets * SamplePackets.LARGEST_RECORD_BYTES);
        for (int i = 0; i < packets; i++) {
            source.put(memory);
        }
        return new SampleBlock(memory, packets);
    }

    /** A block of at most so many bytes, its header included. */
    static SampleBlock ofBytes(String traffic, int bytes) {
        final SamplePackets source = new SamplePackets(traffic);
        final ByteBuffer memory = allocate(bytes);
        int packets = 0;
        while (memory.remaining() >= SamplePackets.LARGEST_RECORD_BYTES) {
            source.put(memory);
            packets++;
        }
        return new SampleBlock(memory, packets);
    }

    private static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()).position(BlockLayout.HEADER_BYTES);
    }

    private int lastRecord(int count) {
        int at = BlockLayout.HEADER_BYTES;
        for (int i = 1; i < count; i++) {
            at += BlockLayout.RECORD_HEADER_BYTES + memory.getInt(at + BlockLayout.RECORD_CAPTURED_OFFSET);
        }
        return at;
    }

    private long timeOf(int record) {
        return memory.getInt(record + BlockLayout.RECORD_SECONDS_OFFSET) * 1_000_000_000L
                + memory.getInt(record + BlockLayout.RECORD_NANOS_OFFSET);
    }

    /** The block under the next number, as a ring would hand it on. */
    PacketBlock next() {
        memory.putLong(BlockLayout.SEQUENCE_OFFSET, sequence);
        memory.putLong(BlockLayout.PACKETS_BEFORE_OFFSET, sequence * packets);
        sequence++;
        return block;
    }

    /** The records alone, for those who parse or write them without Ringcap. */
    ByteBuffer records() {
        return memory.duplicate()
                .order(ByteOrder.nativeOrder())
                .position(BlockLayout.HEADER_BYTES)
                .limit(memory.position())
                .slice()
                .order(ByteOrder.nativeOrder());
    }
}
