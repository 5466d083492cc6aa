package io.ringcap.bench.jmh;

import io.ringcap.config.FileOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The baselines of all that writes: the same bytes by {@code FileChannel.write}, into as many files of the same size as a sink keeps.
 * Either each is written over in its turn, as pcap and pcapng files are, or the oldest is removed and a new one made, as a journal's
 * segments are. Confined to one thread, closed by who made it.
 */
final class RawFiles implements AutoCloseable {
    /** How large a file becomes, and how many are kept. */
    private static final long FILE_BYTES = 256L << 20;

    private static final int FILES = 2;

    private final Path folder;
    private final boolean isWrittenOver;
    private final ByteBuffer bytes;
    private final Deque<Path> files = new ArrayDeque<>();
    private FileChannel channel;
    private int made;

    RawFiles(Path folder, boolean isWrittenOver, ByteBuffer bytes) throws IOException {
        this.folder = folder;
        this.isWrittenOver = isWrittenOver;
        this.bytes = bytes;
        channel = next();
    }

    /** The same ring for a sink. */
    static FileOptions ring() {
        return FileOptions.builder().rotateBytes(FILE_BYTES).keepFiles(FILES).build();
    }

    long write() throws IOException {
        if (channel.position() + bytes.limit() > FILE_BYTES) {
            channel.close();
            channel = next();
        }
        bytes.rewind();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        return channel.position();
    }

    private FileChannel next() throws IOException {
        final Path oldest = files.size() == FILES ? files.removeFirst() : null;
        if (oldest != null && !isWrittenOver) {
            Files.delete(oldest);
        }
        final Path path =
                oldest != null && isWrittenOver ? oldest : folder.resolve("raw-" + isWrittenOver + "-" + made++);
        files.addLast(path);
        return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
