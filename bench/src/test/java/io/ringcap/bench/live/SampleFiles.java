package io.ringcap.bench.live;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes capture files of numbered frames, byte by byte as the formats' documents say. */
final class SampleFiles {
    private static final int ETHERNET = 1;
    private static final int SNAPLEN = 262_144;

    private SampleFiles() {}

    /** A frame as {@code ringcap-send} makes it, as far as its number is concerned. */
    static byte[] frame(int size, long sequence) {
        final ByteBuffer frame = ByteBuffer.allocate(size);
        frame.putLong(42, 0x52494E4743415000L);
        frame.putLong(50, sequence);
        return frame.array();
    }

    static byte[] pcap(int magic, ByteOrder order, byte[]... frames) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(24)
                .order(order)
                .putInt(magic)
                .putShort((short) 2)
                .putShort((short) 4)
                .putInt(0)
                .putInt(0)
                .putInt(SNAPLEN)
                .putInt(ETHERNET)
                .array());
        for (byte[] frame : frames) {
            out.writeBytes(ByteBuffer.allocate(16)
                    .order(order)
                    .putInt(1)
                    .putInt(2)
                    .putInt(frame.length)
                    .putInt(frame.length)
                    .array());
            out.writeBytes(frame);
        }
        return out.toByteArray();
    }

    static byte[] pcapngSection(ByteOrder order, byte[]... frames) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        block(
                out,
                order,
                0x0A0D0D0A,
                buffer(16, order).putInt(0x1A2B3C4D).putInt(1).putLong(-1));
        block(
                out,
                order,
                1,
                buffer(8, order).putShort((short) ETHERNET).putShort((short) 0).putInt(SNAPLEN));
        for (byte[] frame : frames) {
            final ByteBuffer body = buffer(20 + padded(frame.length), order);
            body.putInt(0)
                    .putInt(1)
                    .putInt(2)
                    .putInt(frame.length)
                    .putInt(frame.length)
                    .put(frame);
            block(out, order, 6, body);
        }
        return out.toByteArray();
    }

    static byte[] simplePacket(ByteOrder order, byte[] frame) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        block(
                out,
                order,
                3,
                buffer(4 + padded(frame.length), order).putInt(frame.length).put(frame));
        return out.toByteArray();
    }

    static Path write(Path file, byte[]... parts) throws IOException {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return Files.write(file, out.toByteArray());
    }

    private static ByteBuffer buffer(int length, ByteOrder order) {
        return ByteBuffer.allocate(length).order(order);
    }

    private static int padded(int length) {
        return (length + 3) & ~3;
    }

    private static void block(ByteArrayOutputStream out, ByteOrder order, int type, ByteBuffer body) {
        final int length = 12 + body.capacity();
        out.writeBytes(buffer(8, order).putInt(type).putInt(length).array());
        final byte[] bytes = new byte[body.capacity()];
        body.rewind();
        body.get(bytes);
        out.writeBytes(bytes);
        out.writeBytes(buffer(4, order).putInt(length).array());
    }
}
