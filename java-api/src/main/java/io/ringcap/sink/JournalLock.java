package io.ringcap.sink;

import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The right to write to a journal folder: one holder at a time on this machine. The kernel gives it back when the process
 * dies, so a new writer can start at once. Taken and closed on any thread.
 */
final class JournalLock implements AutoCloseable {
    private static final String FILE_NAME = "journal.lock";

    /**
     * The folders locked by this process. Asked before the file is opened, because closing any descriptor of it would give
     * up the lock of the whole process.
     */
    private static final Set<Object> HELD = ConcurrentHashMap.newKeySet();

    private final Object folderKey;
    private final FileChannel channel;
    private boolean isClosed;

    private JournalLock(Object folderKey, FileChannel channel) {
        this.folderKey = folderKey;
        this.channel = channel;
    }

    /**
     * Takes the lock of a folder that exists.
     *
     * @throws CaptureException if another writer has it
     */
    static JournalLock take(Path directory) throws IOException {
        final Object key = keyOf(directory);
        if (!HELD.add(key)) {
            throw refused(directory, "another session of this process", null);
        }
        FileChannel channel = null;
        try {
            final Path file = directory.resolve(FILE_NAME);
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            JournalFolder.restrict(file);
            if (tryLock(channel, directory) == null) {
                throw refused(directory, "process " + holderOf(channel), null);
            }
            channel.truncate(0);
            channel.write(StandardCharsets.US_ASCII.encode(
                    Long.toString(ProcessHandle.current().pid())));
            return new JournalLock(key, channel);
        } catch (IOException | RuntimeException e) {
            if (channel != null) {
                channel.close();
            }
            HELD.remove(key);
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        if (!isClosed) {
            isClosed = true;
            try {
                channel.close();
            } finally {
                HELD.remove(folderKey);
            }
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel, Path directory) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            throw refused(directory, "another copy of Ringcap in this process", e);
        }
    }

    /** The folder's identity, the same under all of its names. */
    private static Object keyOf(Path directory) throws IOException {
        final Object key =
                Files.readAttributes(directory, BasicFileAttributes.class).fileKey();
        return key == null ? directory.toRealPath() : key;
    }

    private static String holderOf(FileChannel channel) throws IOException {
        final ByteBuffer pid = ByteBuffer.allocate(20);
        channel.read(pid, 0);
        return pid.position() == 0
                ? "unknown"
                : StandardCharsets.US_ASCII.decode(pid.flip()).toString();
    }

    private static CaptureException refused(Path directory, String holder, @Nullable Throwable cause) {
        return new CaptureException(
                ErrorCode.START_CREATE_FILE_FAILED,
                "the journal " + directory + " is being written by " + holder
                        + ": a journal has one writer at a time; name another folder, or stop that one",
                cause);
    }
}
