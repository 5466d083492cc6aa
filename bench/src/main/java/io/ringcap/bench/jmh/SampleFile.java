package io.ringcap.bench.jmh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A nanosecond pcap file in a temporary folder, small enough for the page cache; its maker closes it, which removes it. */
final class SampleFile implements AutoCloseable {
    private static final int HEADER_BYTES = 24;
    private static final int BUFFER_BYTES = 1 << 20;

    private final Path path;

    private SampleFile(Path path) {
        this.path = path;
    }

    static SampleFile of(String traffic, int packets) throws IOException {
        final Path path = Files.createTempFile("ringcap-bench", ".pcap");
        final SamplePackets source = new SamplePackets(traffic);
        final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.nativeOrder());
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            buffer.putInt(0xA1B23C4D)
                    .putShort((short) 2)
                    .putShort((short) 4)
                    .putLong(0)
                    .putInt(262_144)
                    .putInt(1);
            if (buffer.position() != HEADER_BYTES) {
                throw new IllegalStateException("a pcap header has " + HEADER_BYTES + " bytes");
            }
            for (int i = 0; i < packets; i++) {
                if (buffer.remaining() < SamplePackets.LARGEST_RECORD_BYTES) {
                    write(channel, buffer);
                }
                source.put(buffer);
            }
            write(channel, buffer);
        }
        return new SampleFile(path);
    }

    private static void write(FileChannel channel, ByteBuffer buffer) throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path);
    }
}
