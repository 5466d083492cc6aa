package io.ringcap.internal.lock;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The right to use a folder alone: one holder at a time on this machine, for each lock file. The kernel gives it back when the
 * process dies, so the next one can start at once. Taken and closed on any thread.
 */
public final class FolderLock implements AutoCloseable {
    private static final String FILE_MODE = "rw-r-----";

    /**
     * What is locked by this process. Asked before the file is opened, because closing any descriptor of it would give up the
     * lock of the whole process.
     */
    private static final Set<Object> HELD = ConcurrentHashMap.newKeySet();

    /** Channels of refused locks that another copy of this class holds. */
    private static final List<FileChannel> KEPT_OPEN = new CopyOnWriteArrayList<>();

    private final Object folderKey;
    private final FileChannel channel;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    private FolderLock(Object folderKey, FileChannel channel) {
        this.folderKey = folderKey;
        this.channel = channel;
    }

    /**
     * Takes the lock of a folder that exists.
     *
     * @param fileName the lock file in it, which is made and stays
     * @throws HeldException if another one has it
     */
    public static FolderLock take(Path directory, String fileName) throws IOException {
        final Object key = List.of(keyOf(directory), fileName);
        if (!HELD.add(key)) {
            throw new HeldException("another one in this process");
        }
        FileChannel channel = null;
        try {
            channel = open(directory.resolve(fileName));
            if (tryLock(channel) == null) {
                throw new HeldException("process " + holderOf(channel));
            }
            channel.truncate(0);
            channel.write(StandardCharsets.US_ASCII.encode(
                    Long.toString(ProcessHandle.current().pid())));
            return new FolderLock(key, channel);
        } catch (IOException | RuntimeException e) {
            if (channel != null && !(e instanceof HeldHereException)) {
                channel.close();
            }
            HELD.remove(key);
            throw e;
        }
    }

    /** Whether a process other than this one, or another copy of this class, has the lock of a folder that exists. Needs no room on the disk. */
    public static boolean isHeldByAnotherProcess(Path directory, String fileName) throws IOException {
        final Object key = List.of(keyOf(directory), fileName);
        if (!HELD.add(key)) {
            return false;
        }
        FileChannel channel = null;
        try {
            channel =
                    FileChannel.open(directory.resolve(fileName), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            final boolean isFree = tryLock(channel) != null;
            channel.close();
            return !isFree;
        } catch (NoSuchFileException e) {
            return false;
        } catch (HeldHereException e) {
            return true;
        } catch (IOException | RuntimeException e) {
            if (channel != null) {
                channel.close();
            }
            throw e;
        } finally {
            HELD.remove(key);
        }
    }

    @Override
    public void close() throws IOException {
        if (isClosed.compareAndSet(false, true)) {
            try {
                channel.close();
            } finally {
                HELD.remove(folderKey);
            }
        }
    }

    private static FileChannel open(Path file) throws IOException {
        final FileChannel channel = FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        final PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view != null) {
            view.setPermissions(PosixFilePermissions.fromString(FILE_MODE));
        }
        return channel;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Closing it would give up the other copy's lock: it stays open for as long as the process lives.
            KEPT_OPEN.add(channel);
            throw new HeldHereException();
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

    /** Somebody else has the lock. */
    public static class HeldException extends IOException {
        private static final long serialVersionUID = 1L;

        private final String holder;

        HeldException(String holder) {
            super("held by " + holder);
            this.holder = holder;
        }

        /** Who has it, as far as is known. */
        public String holder() {
            return holder;
        }
    }

    /** A copy of this class under another class loader has it. */
    private static final class HeldHereException extends HeldException {
        private static final long serialVersionUID = 1L;

        HeldHereException() {
            super("another copy of Ringcap in this process");
        }
    }
}
