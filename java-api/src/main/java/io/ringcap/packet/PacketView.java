package io.ringcap.packet;

import java.nio.ByteBuffer;

/**
 * One packet, seen in place. It is confined to the thread it was handed to and valid only until the call that handed it
 * over returns; what is needed longer is copied with {@link #toBytes()} or {@code copyTo}. Nothing here allocates but
 * {@link #toBytes()}.
 *
 * <p>Numbers are read in network byte order. An offset outside the captured bytes throws
 * {@link IndexOutOfBoundsException}.
 *
 * <p>Tests may implement it, though {@link #of} mostly does: what later versions add has a default.
 */
public interface PacketView {
    /**
     * {@return a whole packet with a copy of these bytes, which stays valid: for tests of handlers}
     *
     * @param linkType a LINKTYPE number: 1 is Ethernet
     * @param timestampNs nanoseconds since the epoch
     * @param bytes the packet, from its link header on
     */
    static PacketView of(byte[] bytes, int linkType, long timestampNs) {
        return of(bytes, linkType, timestampNs, bytes.length);
    }

    /**
     * {@return a packet of which only these bytes were kept, as a copy which stays valid: for tests of handlers}
     *
     * @param bytes the captured bytes, from the link header on
     * @param linkType a LINKTYPE number: 1 is Ethernet
     * @param timestampNs nanoseconds since the epoch
     * @param originalLength how many bytes the packet had on the wire
     */
    static PacketView of(byte[] bytes, int linkType, long timestampNs, int originalLength) {
        return new ArrayPacket(bytes, linkType, timestampNs, originalLength);
    }

    /** {@return nanoseconds since the epoch} */
    long timestampNs();

    /** {@return how many bytes of the packet were kept} */
    int capturedLength();

    /** {@return how many bytes the packet had on the wire} */
    int originalLength();

    /** {@return the position of the packet's interface in the session's list of interfaces} */
    int interfaceIndex();

    /** {@return the link type (LINKTYPE number): 1 is Ethernet} */
    int linkType();

    /** {@return the process that sent or received the packet, in a session that follows processes; 0 when that is not known} */
    default int processId() {
        return 0;
    }

    /** {@return that process's name as the kernel shows it, which may be any text; empty when it is not known} */
    default String processName() {
        return "";
    }

    /**
     * {@return the byte at a place, with its sign}
     *
     * @param offset from the packet's first byte on
     */
    byte getByte(int offset);

    /**
     * {@return the byte at a place, 0 to 255}
     *
     * @param offset from the packet's first byte on
     */
    default int getUnsignedByte(int offset) {
        return Byte.toUnsignedInt(getByte(offset));
    }

    /**
     * {@return two bytes at a place in network order, 0 to 65535}
     *
     * @param offset from the packet's first byte on
     */
    int getUnsignedShort(int offset);

    /**
     * {@return four bytes at a place in network order}
     *
     * @param offset from the packet's first byte on
     */
    int getInt(int offset);

    /**
     * {@return eight bytes at a place in network order}
     *
     * @param offset from the packet's first byte on
     */
    long getLong(int offset);

    /**
     * Copies {@code length} bytes that begin at {@code offset}.
     *
     * @param offset where in the packet to begin
     * @param target where to
     * @param targetOffset where in the array to begin
     * @param length how many bytes
     */
    void copyTo(int offset, byte[] target, int targetOffset, int length);

    /**
     * Copies as many captured bytes as the target has room for, from the first on.
     *
     * @param target its position moves behind them
     * @return how many bytes that were
     */
    int copyTo(ByteBuffer target);

    /** {@return a copy of the captured bytes} */
    default byte[] toBytes() {
        final byte[] bytes = new byte[capturedLength()];
        copyTo(0, bytes, 0, bytes.length);
        return bytes;
    }
}
