package io.ringcap.packet;

import java.nio.ByteBuffer;

/** A packet with bytes of its own. Immutable, so that it may be kept and read by any thread. */
final class ArrayPacket implements PacketView {
    private final ByteBuffer bytes;
    private final int linkType;
    private final long timestampNs;
    private final int originalLength;

    ArrayPacket(byte[] bytes, int linkType, long timestampNs, int originalLength) {
        this.bytes = ByteBuffer.wrap(bytes.clone());
        this.linkType = linkType;
        this.timestampNs = timestampNs;
        this.originalLength = originalLength;
    }

    @Override
    public long timestampNs() {
        return timestampNs;
    }

    @Override
    public int capturedLength() {
        return bytes.capacity();
    }

    @Override
    public int originalLength() {
        return originalLength;
    }

    @Override
    public int interfaceIndex() {
        return 0;
    }

    @Override
    public int linkType() {
        return linkType;
    }

    @Override
    public byte getByte(int offset) {
        return bytes.get(offset);
    }

    @Override
    public int getUnsignedShort(int offset) {
        return Short.toUnsignedInt(bytes.getShort(offset));
    }

    @Override
    public int getInt(int offset) {
        return bytes.getInt(offset);
    }

    @Override
    public long getLong(int offset) {
        return bytes.getLong(offset);
    }

    @Override
    public void copyTo(int offset, byte[] target, int targetOffset, int length) {
        bytes.get(offset, target, targetOffset, length);
    }

    @Override
    public int copyTo(ByteBuffer target) {
        final int length = Math.min(bytes.capacity(), target.remaining());
        target.put(target.position(), bytes, 0, length).position(target.position() + length);
        return length;
    }
}
