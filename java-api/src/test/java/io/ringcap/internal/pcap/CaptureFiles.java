package io.ringcap.internal.pcap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes capture files byte by byte as their specifications say, independent of the code under test. */
final class CaptureFiles {
    static final int ETHERNET = 1;
    static final int RAW_IP = 101;

    private static final int MAGIC_NANOSECONDS = 0xA1B23C4D;
    private static final int MAGIC_MICROSECONDS = 0xA1B2C3D4;
    private static final int SNAPLEN = 262_144;
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private CaptureFiles() {}

    static Path nanosecondPcap(Path file, List<WrittenPacket> packets) throws IOException {
        return pcap(file, ByteOrder.nativeOrder(), true, ETHERNET, packets);
    }

    static Path microsecondPcap(Path file, List<WrittenPacket> packets) throws IOException {
        return pcap(file, ByteOrder.nativeOrder(), false, ETHERNET, packets);
    }

    static Path swappedPcap(Path file, List<WrittenPacket> packets) throws IOException {
        final boolean isLittle = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        return pcap(file, isLittle ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN, true, ETHERNET, packets);
    }

    static Path pcap(Path file, ByteOrder order, boolean isNano, int linkType, List<WrittenPacket> packets)
            throws IOException {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final ByteBuffer header = ByteBuffer.allocate(24).order(order);
        header.putInt(isNano ? MAGIC_NANOSECONDS : MAGIC_MICROSECONDS);
        header.putShort((short) 2)
                .putShort((short) 4)
                .putInt(0)
                .putInt(0)
                .putInt(SNAPLEN)
                .putInt(linkType);
        out.writeBytes(header.array());
        for (WrittenPacket packet : packets) {
            final ByteBuffer record = ByteBuffer.allocate(16).order(order);
            final long nanos = packet.timestampNs() % NS_PER_SECOND;
            record.putInt((int) (packet.timestampNs() / NS_PER_SECOND)).putInt((int) (isNano ? nanos : nanos / 1000));
            record.putInt(packet.bytes().length).putInt(packet.originalLength());
            out.writeBytes(record.array());
            out.writeBytes(packet.bytes());
        }
        return Files.write(file, out.toByteArray());
    }

    /** One section, one interface with nanoseconds, enhanced packet blocks. */
    static Path pcapng(Path file, List<WrittenPacket> packets) throws IOException {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final ByteBuffer section = body(16).putInt(0x1A2B3C4D)
                .putShort((short) 1)
                .putShort((short) 0)
                .putLong(-1);
        block(out, 0x0A0D0D0A, section);
        final ByteBuffer description =
                body(20).putShort((short) ETHERNET).putShort((short) 0).putInt(SNAPLEN);
        // if_tsresol: 10 to the minus 9; then the end of the options.
        description
                .putShort((short) 9)
                .putShort((short) 1)
                .put((byte) 9)
                .put(new byte[3])
                .putInt(0);
        block(out, 1, description);
        for (WrittenPacket packet : packets) {
            final ByteBuffer body = body(20 + (packet.bytes().length + 3) / 4 * 4);
            body.putInt(0).putInt((int) (packet.timestampNs() >>> 32)).putInt((int) packet.timestampNs());
            body.putInt(packet.bytes().length).putInt(packet.originalLength()).put(packet.bytes());
            block(out, 6, body);
        }
        return Files.write(file, out.toByteArray());
    }

    private static ByteBuffer body(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
    }

    private static void block(ByteArrayOutputStream out, int type, ByteBuffer body) {
        final int length = body.capacity() + 12;
        out.writeBytes(body(8).putInt(type).putInt(length).array());
        final byte[] bytes = new byte[body.capacity()];
        body.get(0, bytes);
        out.writeBytes(bytes);
        out.writeBytes(body(4).putInt(length).array());
    }
}
