package io.ringcap.sink;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import net.openhft.chronicle.bytes.MappedBytes;
import org.jspecify.annotations.Nullable;

/**
 * Puts the bytes of excerpts into the file that Chronicle has mapped, by writing to it at the excerpt's place. Confined to the
 * journal's thread.
 *
 * <p>Design note: the mapping and the file are the same pages, so every reader of the mapping sees what was written. But a page
 * that is first touched through a mapping is zeroed and faulted in one by one before the copy, and on a full disk the JVM
 * gets a signal; a write fills large pages at once, and on a full disk fails with an exception. Only Chronicle's own headers
 * go through the mapping.
 */
final class JournalFile implements AutoCloseable {
    private @Nullable File file;
    private @Nullable FileChannel channel;
    private @Nullable WriteBehind writeBehind;
    private long end;

    /** Writes the first bytes of a buffer to a position of the file behind the mapping. */
    void put(ByteBuffer source, int bytes, MappedBytes mapped, long position) throws IOException {
        final FileChannel open = channelOf(mapped.mappedFile().file(), position);
        source.limit(bytes).position(0);
        try {
            while (source.hasRemaining()) {
                open.write(source, position + source.position());
            }
        } finally {
            // Absolute reads are bounded by the limit too, and this view serves the slot again and again.
            source.clear();
        }
        end = position + bytes;
        if (writeBehind != null) {
            writeBehind.reached(end);
        }
    }

    /** Where the last excerpt ends, from the beginning of its file. */
    long end() {
        return end;
    }

    /** The file of the last excerpt; null before the first. */
    @Nullable
    File file() {
        return file;
    }

    private FileChannel channelOf(File mappedFile, long position) throws IOException {
        final FileChannel known = channel;
        if (known != null && mappedFile.equals(file)) {
            return known;
        }
        close();
        final FileChannel opened = FileChannel.open(mappedFile.toPath(), StandardOpenOption.WRITE);
        channel = opened;
        file = mappedFile;
        writeBehind = new WriteBehind(mappedFile.toPath(), position);
        return opened;
    }

    @Override
    public void close() throws IOException {
        final FileChannel open = channel;
        channel = null;
        file = null;
        if (writeBehind != null) {
            writeBehind.close();
            writeBehind = null;
        }
        if (open != null) {
            open.close();
        }
    }
}
