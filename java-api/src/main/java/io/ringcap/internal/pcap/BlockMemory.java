package io.ringcap.internal.pcap;

import static io.ringcap.packet.BlockLayout.BODY_BYTES_OFFSET;
import static io.ringcap.packet.BlockLayout.CONFIG_VERSION_OFFSET;
import static io.ringcap.packet.BlockLayout.DROPPED_OFFSET;
import static io.ringcap.packet.BlockLayout.FIRST_TS_OFFSET;
import static io.ringcap.packet.BlockLayout.FLAGS_OFFSET;
import static io.ringcap.packet.BlockLayout.FLAG_UNORDERED;
import static io.ringcap.packet.BlockLayout.HEADER_BYTES;
import static io.ringcap.packet.BlockLayout.INTERFACE_OFFSET;
import static io.ringcap.packet.BlockLayout.LAST_TS_OFFSET;
import static io.ringcap.packet.BlockLayout.PACKETS_BEFORE_OFFSET;
import static io.ringcap.packet.BlockLayout.PACKETS_OFFSET;
import static io.ringcap.packet.BlockLayout.SEQUENCE_OFFSET;

import io.ringcap.packet.PacketTags;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The memory of one block, for those who write it: first the source, then the worker, which numbers it before it is
 * published. Never handed to an embedder.
 */
public final class BlockMemory {
    private final ByteBuffer buffer;
    private final long address;
    private final PacketTags tags = new PacketTags();

    BlockMemory(ByteBuffer buffer, long address) {
        this.buffer = buffer.duplicate().order(ByteOrder.nativeOrder());
        this.address = address;
    }

    /** The whole block; absolute access only. */
    public ByteBuffer buffer() {
        return buffer;
    }

    /** Whose the packets are, where that is found out. */
    public PacketTags tags() {
        return tags;
    }

    /** Where the block is, for C; 0 when it lies in memory that C must not touch. */
    long address() {
        return address;
    }

    public int capacity() {
        return buffer.capacity();
    }

    public int packets() {
        return buffer.getInt(PACKETS_OFFSET);
    }

    public int bodyBytes() {
        return buffer.getInt(BODY_BYTES_OFFSET);
    }

    public long firstTimestampNs() {
        return buffer.getLong(FIRST_TS_OFFSET);
    }

    public long lastTimestampNs() {
        return buffer.getLong(LAST_TS_OFFSET);
    }

    /** Writes the part of the header that belongs to the ring. */
    public void number(long sequence, long packetsBefore, int configVersion) {
        buffer.putLong(SEQUENCE_OFFSET, sequence);
        buffer.putLong(PACKETS_BEFORE_OFFSET, packetsBefore);
        buffer.putInt(CONFIG_VERSION_OFFSET, configVersion);
    }

    /** Writes what a merge of blocks does not know: whose packets these are. */
    void attribute(int interfaceIndex, long dropped) {
        buffer.putShort(INTERFACE_OFFSET, (short) interfaceIndex);
        buffer.putLong(DROPPED_OFFSET, dropped);
    }

    /** What the kernel had dropped of the interface when the block was filled. */
    long dropped() {
        return buffer.getLong(DROPPED_OFFSET);
    }

    boolean isUnordered() {
        return (buffer.getShort(FLAGS_OFFSET) & FLAG_UNORDERED) != 0;
    }

    /** Takes over the header and records of another block of the same size. */
    public void copy(BlockMemory from) {
        buffer.put(0, from.buffer, 0, HEADER_BYTES + from.bodyBytes());
        tags.copy(from.tags, from.bodyBytes());
    }

    /** Cuts the block to its first records. */
    public void cut(int packets, int bodyBytes, long lastTimestampNs) {
        buffer.putInt(PACKETS_OFFSET, packets);
        buffer.putInt(BODY_BYTES_OFFSET, bodyBytes);
        buffer.putLong(LAST_TS_OFFSET, lastTimestampNs);
    }

    /** The same after records were taken out: the first time may be another one too. */
    public void shrink(int packets, int bodyBytes, long firstTimestampNs, long lastTimestampNs) {
        buffer.putLong(FIRST_TS_OFFSET, firstTimestampNs);
        cut(packets, bodyBytes, lastTimestampNs);
    }
}
