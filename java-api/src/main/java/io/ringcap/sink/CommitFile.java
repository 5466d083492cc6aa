package io.ringcap.sink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Says, beside a capture file that is being written, how much of it is whole. It is there from before the file's first byte to
 * after its renaming, locked for as long as its writer lives: who finds one without a lock knows that the writer died, and up
 * to where the file holds packets of this recording. Confined to the thread that has the file.
 *
 * <p>Design note: a file that is written in place of an old one has the old one's records behind its own, and a file system that
 * lost power may have left zeroes there; neither can be told from packets by looking at the file.
 */
final class CommitFile implements AutoCloseable {
    static final String SUFFIX = ".commit";

    private static final int MAGIC = 0x31434352; // RCC1
    private static final int BYTES = 64;
    private static final int SUM_OFFSET = BYTES - Integer.BYTES;

    /** Those of this process: closing any descriptor of a locked file gives up the lock of the whole process. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel channel;
    private final ByteBuffer record = ByteBuffer.allocateDirect(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final CRC32C sum = new CRC32C();

    private CommitFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * What is whole of a file.
     *
     * @param bytes the length up to which it holds whole records
     * @param packets the packets up to there
     * @param segmentIndex the file's number in its recording
     * @param createdUsec when it was begun
     */
    record Committed(long bytes, long packets, int segmentIndex, long createdUsec) {}

    /** The commit file of a capture file, by the name that this has in the end. */
    static Path pathOf(Path captureFile) {
        return captureFile.resolveSibling(captureFile.getFileName() + SUFFIX);
    }

    /**
     * Makes the commit file of a capture file that is not there yet, and locks it.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is one, of a writer that lives or died
     */
    static CommitFile create(Path captureFile, int segmentIndex, long createdUsec) throws IOException {
        final Path path = pathOf(captureFile);
        final FileChannel channel = FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                CaptureFolder.fileMode(path));
        HELD.add(path);
        final CommitFile made = new CommitFile(path, channel);
        try {
            if (channel.tryLock() == null) {
                throw new IOException("another process has locked " + path + ", which was made just now");
            }
            made.record.putInt(0, MAGIC).putInt(4, segmentIndex).putLong(8, createdUsec);
            made.commit(0, 0);
            return made;
        } catch (IOException | RuntimeException e) {
            made.remove();
            throw e;
        }
    }

    /** Takes over the commit file of a writer that died; null when the writer lives or the file is gone. */
    static @Nullable CommitFile takeOver(Path path) throws IOException {
        if (!HELD.add(path)) {
            return null;
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            // Unlinked between the look at the folder and the lock: its writer was just done.
            if (channel.tryLock() != null && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                return new CommitFile(path, channel);
            }
        } catch (NoSuchFileException e) {
            // Its writer was just done.
        } catch (OverlappingFileLockException e) {
            // Another copy of this class in this process writes it; closing the channel would give up its lock.
            return null;
        } catch (IOException | RuntimeException e) {
            close(channel, path);
            throw e;
        }
        close(channel, path);
        return null;
    }

    /** Says that the file is whole up to here. One system call, allocates nothing. */
    void commit(long bytes, long packets) throws IOException {
        record.putLong(16, bytes).putLong(24, packets);
        sum.reset();
        sum.update(record.limit(SUM_OFFSET).position(0));
        record.clear().putInt(SUM_OFFSET, (int) sum.getValue());
        while (record.hasRemaining()) {
            channel.write(record, record.position());
        }
        record.clear();
    }

    /** What was said last; null when that cannot be made out, as after a power cut. */
    @Nullable
    Committed read() throws IOException {
        record.clear();
        while (record.hasRemaining()) {
            if (channel.read(record, record.position()) < 0) {
                return null;
            }
        }
        record.clear();
        sum.reset();
        sum.update(record.limit(SUM_OFFSET).position(0));
        record.clear();
        if (record.getInt(0) != MAGIC || record.getInt(SUM_OFFSET) != (int) sum.getValue()) {
            return null;
        }
        return new Committed(record.getLong(16), record.getLong(24), record.getInt(4), record.getLong(8));
    }

    /** The name that the capture file has when it is whole. */
    static Path captureFileOf(Path commitFile) {
        final String name = String.valueOf(commitFile.getFileName());
        return commitFile.resolveSibling(name.substring(0, name.length() - SUFFIX.length()));
    }

    /** Removes it: there is nothing to recover any more. */
    void remove() throws IOException {
        try {
            // First the name: nobody may take over what is done with.
            Files.deleteIfExists(path);
        } finally {
            close();
        }
    }

    /** Gives up the lock and leaves it for a recovery. */
    @Override
    public void close() throws IOException {
        close(channel, path);
    }

    private static void close(@Nullable FileChannel channel, Path path) throws IOException {
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            HELD.remove(path);
        }
    }
}
