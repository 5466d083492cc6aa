package io.ringcap.packet;

import static io.ringcap.packet.BlockLayout.HEADER_BYTES;
import static io.ringcap.packet.BlockLayout.RECORD_CAPTURED_OFFSET;
import static io.ringcap.packet.BlockLayout.RECORD_HEADER_BYTES;
import static io.ringcap.packet.BlockLayout.RECORD_NANOS_OFFSET;
import static io.ringcap.packet.BlockLayout.RECORD_ORIGINAL_OFFSET;
import static io.ringcap.packet.BlockLayout.RECORD_SECONDS_OFFSET;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Walks the packets of a block; the cursor itself is the view on the packet it stands on. Confined to one thread, used
 * again for block after block, allocates nothing.
 */
public final class PacketCursor implements PacketView {
    private static final PacketBlock NOTHING = new PacketBlock();
    private static final boolean IS_NATIVE_LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    /** Its memory is read through it each time, so that a cursor sees no more than a block that was released. */
    private PacketBlock block = NOTHING;

    private int end;
    private int next;
    private int record;
    private int captured;
    private int interfaceIndex;
    private int linkType;

    /** A cursor that has no packets until it wraps a block. */
    public PacketCursor() {}

    /**
     * Sets the cursor before the first packet of a block.
     *
     * @param wrapped what is read from now on
     * @return this cursor
     */
    public PacketCursor wrap(PacketBlock wrapped) {
        block = wrapped;
        next = HEADER_BYTES;
        end = wrapped.isMeta() ? HEADER_BYTES : HEADER_BYTES + wrapped.bodyBytes();
        captured = 0;
        interfaceIndex = wrapped.interfaceIndex();
        linkType = wrapped.linkType();
        return this;
    }

    /**
     * Sets the cursor before the packet that begins at a place in the body of the block that it was given last.
     *
     * @param recordOffset 0, the end of the body, or what {@link #nextRecordOffset} has said for this block
     * @return this cursor
     */
    public PacketCursor moveTo(int recordOffset) {
        next = HEADER_BYTES + Objects.checkFromToIndex(recordOffset, end - HEADER_BYTES, end - HEADER_BYTES);
        captured = 0;
        return this;
    }

    /**
     * Moves to the next packet.
     *
     * @return false when there is none
     * @throws IllegalStateException if the block is damaged: a record reaches beyond its end
     */
    public boolean next() {
        final int at = next;
        if (at >= end) {
            captured = 0;
            return false;
        }
        final int room = end - at - RECORD_HEADER_BYTES;
        final int length = room < 0 ? -1 : block.memory().getInt(at + RECORD_CAPTURED_OFFSET);
        if (length < 0 || length > room) {
            throw new IllegalStateException("damaged block: the record at byte " + (at - HEADER_BYTES)
                    + " of the body reaches beyond its end (" + length + " bytes, room for " + room + ")");
        }
        record = at;
        captured = length;
        next = at + RECORD_HEADER_BYTES + length;
        return true;
    }

    /** {@return where in the block's body the packet after this one begins} */
    public int nextRecordOffset() {
        return next - HEADER_BYTES;
    }

    /** Lets go of the block: from here on the view has no bytes. */
    public void release() {
        block = NOTHING;
        end = 0;
        next = 0;
        captured = 0;
    }

    @Override
    public long timestampNs() {
        return Integer.toUnsignedLong(block.memory().getInt(record + RECORD_SECONDS_OFFSET)) * 1_000_000_000L
                + Integer.toUnsignedLong(block.memory().getInt(record + RECORD_NANOS_OFFSET));
    }

    @Override
    public int capturedLength() {
        return captured;
    }

    @Override
    public int originalLength() {
        return block.memory().getInt(record + RECORD_ORIGINAL_OFFSET);
    }

    @Override
    public int interfaceIndex() {
        return interfaceIndex;
    }

    @Override
    public int linkType() {
        return linkType;
    }

    @Override
    public int processId() {
        final PacketProcess process = process();
        return process == null ? 0 : process.pid();
    }

    @Override
    public String processName() {
        final PacketProcess process = process();
        return process == null ? "" : process.name();
    }

    /** {@return whose the packet is; null when that is not known} */
    public @Nullable PacketProcess process() {
        return block.tags().at(record - HEADER_BYTES);
    }

    @Override
    public byte getByte(int offset) {
        return block.memory().get(position(offset, 1));
    }

    @Override
    public int getUnsignedShort(int offset) {
        final short value = block.memory().getShort(position(offset, Short.BYTES));
        return Short.toUnsignedInt(IS_NATIVE_LITTLE ? Short.reverseBytes(value) : value);
    }

    @Override
    public int getInt(int offset) {
        final int value = block.memory().getInt(position(offset, Integer.BYTES));
        return IS_NATIVE_LITTLE ? Integer.reverseBytes(value) : value;
    }

    @Override
    public long getLong(int offset) {
        final long value = block.memory().getLong(position(offset, Long.BYTES));
        return IS_NATIVE_LITTLE ? Long.reverseBytes(value) : value;
    }

    @Override
    public void copyTo(int offset, byte[] target, int targetOffset, int length) {
        block.memory().get(position(offset, length), target, targetOffset, length);
    }

    @Override
    public int copyTo(ByteBuffer target) {
        final int bytes = Math.min(captured, target.remaining());
        target.put(target.position(), block.memory(), record + RECORD_HEADER_BYTES, bytes)
                .position(target.position() + bytes);
        return bytes;
    }

    private int position(int offset, int bytes) {
        return record + RECORD_HEADER_BYTES + Objects.checkFromIndexSize(offset, bytes, captured);
    }
}
