package io.ringcap.packet;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Objects;

/**
 * A flyweight over one block of packets of one interface. It is confined to the thread it was handed to, and valid only
 * until the call that handed it over returns: the memory belongs to the ring, which fills it again.
 *
 * <p>The memory itself is not given out: a buffer that outlived its session would crash the JVM.
 */
public final class PacketBlock {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).order(ByteOrder.nativeOrder());

    private ByteBuffer memory = NOTHING;
    private PacketTags tags = PacketTags.NONE;

    /** A block that shows nothing until it wraps some memory. */
    public PacketBlock() {}

    /**
     * Lets this flyweight show the block that begins at index 0 of the given memory.
     *
     * @param memory the header and the records; its position, limit and byte order are left alone
     * @return this
     */
    public PacketBlock wrap(ByteBuffer memory) {
        return wrap(memory, PacketTags.NONE);
    }

    /**
     * Lets this flyweight show a block and whose its packets are. Ringcap's own: it may change with every version.
     *
     * @param memory as above
     * @param tags those of this memory
     * @return this
     */
    @Internal
    public PacketBlock wrap(ByteBuffer memory, PacketTags tags) {
        this.memory = requireNonNull(memory, "memory").duplicate().order(ByteOrder.nativeOrder());
        this.tags = requireNonNull(tags, "tags");
        return this;
    }

    /** {@return whether this is a block at all, and its body lies within its memory} */
    public boolean isWellFormed() {
        return memory.capacity() >= BlockLayout.HEADER_BYTES
                && memory.getInt(BlockLayout.MAGIC_OFFSET) == BlockLayout.MAGIC
                && memory.getShort(BlockLayout.VERSION_OFFSET) == BlockLayout.VERSION
                && bodyBytes() >= 0
                && bodyBytes() <= memory.capacity() - BlockLayout.HEADER_BYTES
                && packets() >= 0;
    }

    /** {@return the {@code FLAG_} bits of {@link BlockLayout}} */
    public int flags() {
        return memory.getShort(BlockLayout.FLAGS_OFFSET);
    }

    /** {@return whether this is the last block of its session} */
    public boolean isEnd() {
        return (flags() & BlockLayout.FLAG_END) != 0;
    }

    /** {@return whether the body is a description of the session instead of packets} */
    public boolean isMeta() {
        return (flags() & BlockLayout.FLAG_META) != 0;
    }

    /** {@return whether the file this came from ended in a torn record} */
    public boolean isTruncated() {
        return (flags() & BlockLayout.FLAG_TRUNCATED) != 0;
    }

    /** {@return whether packets are in the order of their times, so that the first and the last time bound all others} */
    public boolean isOrdered() {
        return (flags() & BlockLayout.FLAG_UNORDERED) == 0;
    }

    /** {@return bytes of all records together, their headers included} */
    public int bodyBytes() {
        return memory.getInt(BlockLayout.BODY_BYTES_OFFSET);
    }

    /** {@return how many packets are in this block} */
    public int packets() {
        return memory.getInt(BlockLayout.PACKETS_OFFSET);
    }

    /** {@return bytes of packet data, the record headers not counted} */
    public long capturedBytes() {
        return isMeta() ? 0 : bodyBytes() - (long) packets() * BlockLayout.RECORD_HEADER_BYTES;
    }

    /** {@return the number of this block in its session, from 0} */
    public long sequence() {
        return memory.getLong(BlockLayout.SEQUENCE_OFFSET);
    }

    /** {@return time of the first packet, in nanoseconds since the epoch} */
    public long firstTimestampNs() {
        return memory.getLong(BlockLayout.FIRST_TS_OFFSET);
    }

    /** {@return time of the last packet, in nanoseconds since the epoch} */
    public long lastTimestampNs() {
        return memory.getLong(BlockLayout.LAST_TS_OFFSET);
    }

    /** {@return how many packets of the session came in earlier blocks} */
    public long packetsBefore() {
        return memory.getLong(BlockLayout.PACKETS_BEFORE_OFFSET);
    }

    /** {@return packets of this interface that the kernel has dropped so far, or -1 when that cannot be known} */
    public long dropped() {
        return memory.getLong(BlockLayout.DROPPED_OFFSET);
    }

    /** {@return the position of the packets' interface in the session's list of interfaces} */
    public int interfaceIndex() {
        return Short.toUnsignedInt(memory.getShort(BlockLayout.INTERFACE_OFFSET));
    }

    /** {@return the link type of all packets in the block, as a LINKTYPE number} */
    public int linkType() {
        return Short.toUnsignedInt(memory.getShort(BlockLayout.LINK_TYPE_OFFSET));
    }

    /** {@return the number of the configuration that was in force} */
    public int configVersion() {
        return memory.getInt(BlockLayout.CONFIG_VERSION_OFFSET);
    }

    /** See {@link BlockMemoryAccess#writeBody}. */
    int writeBodyTo(FileChannel channel, int fromByte, int toByte) throws IOException {
        Objects.checkFromToIndex(fromByte, toByte, bodyBytes());
        memory.limit(BlockLayout.HEADER_BYTES + toByte).position(BlockLayout.HEADER_BYTES + fromByte);
        try {
            return channel.write(memory);
        } finally {
            // Absolute reads are bounded by the limit too, and this view serves the slot again and again.
            memory.clear();
        }
    }

    /**
     * Copies header and body into a buffer, whose position moves behind them.
     *
     * @param target with room for both
     */
    public void copyTo(ByteBuffer target) {
        final int bytes = BlockLayout.HEADER_BYTES + bodyBytes();
        target.put(target.position(), memory, 0, bytes).position(target.position() + bytes);
    }

    /**
     * Copies a part of the body into an array.
     *
     * @param fromByte where in the body to begin
     * @param target where to
     * @param targetOffset where in the array to begin
     * @param length how many bytes
     */
    public void copyBody(int fromByte, byte[] target, int targetOffset, int length) {
        memory.get(BlockLayout.HEADER_BYTES + fromByte, target, targetOffset, length);
    }

    /** The memory as {@link BlockMemoryAccess} and the cursor see it. */
    ByteBuffer memory() {
        return memory;
    }

    /** Whose the packets are, as {@link BlockMemoryAccess} and the cursor see it. */
    PacketTags tags() {
        return tags;
    }

    /** Forgets the memory: from here on every access fails instead of reading what is no longer ours. */
    public void release() {
        memory = NOTHING;
        tags = PacketTags.NONE;
    }
}
