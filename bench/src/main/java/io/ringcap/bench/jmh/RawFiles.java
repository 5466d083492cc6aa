package io.ringcap.bench.jmh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The baseline of all that writes: the same bytes by {@code FileChannel.write} to one file, which begins again from its start when it
 * is as large as the files that a sink keeps are together. Confined to one thread, closed by who made it.
 */
final class RawFiles implements AutoCloseable {
    /** How large a file of a sink becomes, and how many it keeps. */
    static final long FILE_BYTES = 64L << 20;

    static final int FILES = 4;

    private final FileChannel channel;
    private final ByteBuffer bytes;

    RawFiles(Path path, ByteBuffer bytes) throws IOException {
        this.bytes = bytes;
        channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    long write() throws IOException {
        if (channel.position() + bytes.limit() > FILE_BYTES * FILES) {
            channel.position(0);
        }
        bytes.rewind();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        return channel.position();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
