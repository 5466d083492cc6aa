package io.ringcap.bench.live;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file read from its beginning through one buffer. Used by one thread, open until closed. */
final class FileWindow implements AutoCloseable {
    private static final int BUFFER_BYTES = 4 << 20;

    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.BIG_ENDIAN);
    private final Path file;

    FileWindow(Path file) throws IOException {
        this.file = file;
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
        buffer.limit(0);
    }

    /** The bytes at hand; {@link #at()} is where the next one lies. Always big endian. */
    ByteBuffer bytes() {
        return buffer;
    }

    int at() {
        return buffer.position();
    }

    void skip(int length) {
        buffer.position(buffer.position() + length);
    }

    /** Whether the file ends here. */
    boolean isAtEnd() throws IOException {
        return !has(1);
    }

    /** Makes sure that so many bytes are at hand. */
    void require(long length) throws IOException {
        if (length > BUFFER_BYTES) {
            throw new IOException("%s is damaged: a record of %d bytes".formatted(file, length));
        }
        if (!has((int) length)) {
            throw new EOFException("%s ends in the middle of a record".formatted(file));
        }
    }

    private boolean has(int length) throws IOException {
        if (buffer.remaining() >= length) {
            return true;
        }
        buffer.compact();
        int taken = 0;
        while (taken >= 0 && buffer.position() < length) {
            taken = channel.read(buffer);
        }
        // As much as there is at once; a short read only means another turn.
        if (taken >= 0) {
            channel.read(buffer);
        }
        buffer.flip();
        return buffer.remaining() >= length;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
