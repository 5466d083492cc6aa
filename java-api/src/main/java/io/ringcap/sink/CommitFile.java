package io.ringcap.sink;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Says, beside a capture file that is being written, how much of it is whole. It is there from before the file's first byte to
 * after its renaming, locked for as long as its writer lives: who finds one without a lock knows that the writer died, and up
 * to where the file holds packets of this recording. Confined to the thread that has the file.
 *
 * <p>A new file that only grows holds nothing but packets of this recording, up to its end: nothing is said of it while it is
 * written. Of a file that is written in place of an old one each block is committed.
 *
 * <p>Design note: a file that is written in place of an old one has the old one's records behind its own, which cannot be told
 * from its packets by looking at it.
 */
final class CommitFile implements AutoCloseable {
    static final String SUFFIX = ".commit";

    /** Stands for a length: all of the file. */
    static final long TO_ITS_END = -1;

    private static final int MAGIC = 0x31434352; // RCC1
    private static final int BYTES = 64;
    private static final int SUM_OFFSET = BYTES - Integer.BYTES;

    /** Those of this process: closing any descriptor of a locked file gives up the lock of the whole process. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    /** Channels of files that another copy of this class in this process has locked. */
    private static final List<FileChannel> KEPT_OPEN = new CopyOnWriteArrayList<>();

    private final Path path;
    private final Path key;
    private final FileChannel channel;
    private final ByteBuffer record = ByteBuffer.allocateDirect(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final CRC32C sum = new CRC32C();

    private CommitFile(Path path, Path key, FileChannel channel) {
        this.path = path;
        this.key = key;
        this.channel = channel;
    }

    /**
     * What is whole of a file.
     *
     * @param bytes the length up to which it holds whole records of this recording; {@link #TO_ITS_END} for a file that only grew
     * @param segmentIndex the file's number in its recording
     * @param createdUsec when it was begun
     */
    record Committed(long bytes, int segmentIndex, long createdUsec) {
        /** How much of the file is to be looked at. */
        long limit() {
            return bytes == TO_ITS_END ? Long.MAX_VALUE : bytes;
        }
    }

    /** The commit file of a capture file, by the name that this has in the end. */
    static Path pathOf(Path captureFile) {
        return captureFile.resolveSibling(captureFile.getFileName() + SUFFIX);
    }

    /**
     * Makes the commit file of a capture file that is not there yet, and locks it. It says that nothing is whole.
     *
     * @throws FileAlreadyExistsException if there is one, of a writer that lives or died
     */
    static CommitFile create(Path captureFile, int segmentIndex, long createdUsec) throws IOException {
        final Path path = pathOf(captureFile);
        final Path key = keyOf(path);
        if (!HELD.add(key)) {
            throw new FileAlreadyExistsException(path.toString());
        }
        final FileChannel channel;
        try {
            channel = FileChannel.open(
                    path,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                    CaptureFolder.fileMode(path));
        } catch (IOException | RuntimeException e) {
            HELD.remove(key);
            throw e;
        }
        final CommitFile made = new CommitFile(path, key, channel);
        try {
            // A recovery of another process that came in between has it, or has removed it: the next name then.
            if (channel.tryLock() == null || !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(path.toString());
            }
            made.record.putInt(0, MAGIC).putInt(4, segmentIndex).putLong(8, createdUsec);
            made.commit(0);
            return made;
        } catch (FileAlreadyExistsException e) {
            made.close();
            throw e;
        } catch (OverlappingFileLockException e) {
            keepOpen(channel, key);
            throw new FileAlreadyExistsException(path.toString());
        } catch (IOException | RuntimeException e) {
            made.remove();
            throw e;
        }
    }

    /** Takes over the commit file of a writer that died; null when the writer lives or the file is gone. */
    static @Nullable CommitFile takeOver(Path path) throws IOException {
        final Path key = keyOf(path);
        if (!HELD.add(key)) {
            return null;
        }
        FileChannel channel = null;
        try {
            final Object before = identityOf(path);
            channel = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            // Unlinked between the look at the folder and the lock, perhaps with another one in its place: a writer was
            // just done.
            if (channel.tryLock() != null && before.equals(identityOf(path))) {
                return new CommitFile(path, key, channel);
            }
        } catch (NoSuchFileException e) {
            // Its writer was just done.
        } catch (OverlappingFileLockException e) {
            keepOpen(channel, key);
            return null;
        } catch (IOException | RuntimeException e) {
            close(channel, key);
            throw e;
        }
        close(channel, key);
        return null;
    }

    /** The same under all names of the folder. */
    private static Path keyOf(Path path) throws IOException {
        return requireNonNull(path.getParent()).toRealPath().resolve(requireNonNull(path.getFileName()));
    }

    private static Object identityOf(Path path) throws IOException {
        final Object key = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
        return key == null ? path : key;
    }

    /** Another copy of this class in this process has the lock, which closing any channel would give up. */
    private static void keepOpen(@Nullable FileChannel channel, Path key) {
        KEPT_OPEN.add(requireNonNull(channel));
        HELD.remove(key);
    }

    /** Says that the file is whole up to here. One system call, allocates nothing. */
    void commit(long bytes) throws IOException {
        record.putLong(16, bytes);
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
        return new Committed(record.getLong(16), record.getInt(4), record.getLong(8));
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
        close(channel, key);
    }

    private static void close(@Nullable FileChannel channel, Path key) throws IOException {
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            HELD.remove(key);
        }
    }
}
