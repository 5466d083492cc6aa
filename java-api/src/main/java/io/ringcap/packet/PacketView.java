package io.ringcap.packet;

import java.nio.ByteBuffer;

/**
 * One packet, seen in place. It is confined to the thread it was handed to and valid only until the call that handed it
 * over returns; what is needed longer is copied with {@link #toBytes()} or {@code copyTo}. Nothing here allocates but
 * {@link #toBytes()}.
 *
 * <p>Numbers are read in network byte order. An offset outside the captured bytes throws
 * {@link IndexOutOfBoundsException}.
 */
public interface PacketView {
    /** Nanoseconds since the epoch. */
    long timestampNs();

    /** How many bytes of the packet were kept. */
    int capturedLength();

    /** How many bytes the packet had on the wire. */
    int originalLength();

    /** The position of the packet's interface in the session's list of interfaces. */
    int interfaceIndex();

    /** The link type (LINKTYPE number): 1 is Ethernet. */
    int linkType();

    /** The process that sent or received the packet, in a session that follows processes; 0 when that is not known. */
    default int processId() {
        return 0;
    }

    /** That process's name as the kernel shows it, which may be any text; empty when it is not known. */
    default String processName() {
        return "";
    }

    byte getByte(int offset);

    default int getUnsignedByte(int offset) {
        return Byte.toUnsignedInt(getByte(offset));
    }

    int getUnsignedShort(int offset);

    int getInt(int offset);

    long getLong(int offset);

    /** Copies {@code length} bytes that begin at {@code offset}. */
    void copyTo(int offset, byte[] target, int targetOffset, int length);

    /** Copies as many captured bytes as the target has room for, from the first on, and returns how many. */
    int copyTo(ByteBuffer target);

    /** A copy of the captured bytes. */
    default byte[] toBytes() {
        final byte[] bytes = new byte[capturedLength()];
        copyTo(0, bytes, 0, bytes.length);
        return bytes;
    }
}
