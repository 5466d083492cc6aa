package io.ringcap.sink;

import io.ringcap.packet.BlockMemoryAccess;
import io.ringcap.packet.PacketBlock;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file that is written under the name of its future with {@code .part} behind it, and gets that name when it is whole.
 * Confined to the thread of its writer; ends in {@link #publish}, {@link #discard} or {@link #leave}.
 *
 * <p>Two writers never share a name: who makes the {@code .part} owns the name, and publishing never replaces a file.
 */
final class PartFile {
    private static final System.Logger LOG = System.getLogger("io.ringcap.sink");

    private final FileNames names;
    private int namesTaken;
    private Path path;
    private final Path partPath;
    private final @Nullable CommitFile commit;
    private final boolean isWrittenOver;
    private final WriteBehind writeBehind;
    private final @Nullable File watched;
    private FileChannel channel;
    private long length;
    private boolean isEnded;

    /**
     * A file whose name is this writer's alone.
     *
     * @param partPath where it is until then
     * @param namesTaken which of the names it got
     * @param commit says what is whole of it, for a recovery; null when nothing is to be recovered
     * @param isWrittenOver whether it was another file before, whose bytes are still in it
     * @param isKeptInMemory whether its pages stay in memory because they are written over soon
     */
    PartFile(
            FileNames names,
            int namesTaken,
            Path partPath,
            FileChannel channel,
            @Nullable CommitFile commit,
            boolean isWrittenOver,
            boolean isKeptInMemory)
            throws IOException {
        this.names = names;
        this.namesTaken = namesTaken;
        this.path = names.candidate(namesTaken);
        this.partPath = partPath;
        this.channel = channel;
        this.commit = commit;
        this.watched = CaptureFolder.isOnDefaultFileSystem(partPath) ? partPath.toFile() : null;
        this.isWrittenOver = isWrittenOver;
        writeBehind = isKeptInMemory ? WriteBehind.none(partPath) : new WriteBehind(partPath, 0);
    }

    /** The name that the file has or will have. */
    Path path() {
        return path;
    }

    /** Bytes known to be in the file. */
    long length() {
        return length;
    }

    /** Appends what remains in the buffer. */
    void append(ByteBuffer bytes) throws IOException {
        try {
            while (bytes.hasRemaining()) {
                length += channel.write(bytes);
            }
            writeBehind.reached(length);
        } catch (IOException e) {
            throw notWritten(e);
        }
    }

    /** Appends a block's records from a place to another, and returns how many bytes were taken. */
    int appendBody(PacketBlock block, int fromByte, int toByte) throws IOException {
        try {
            final int taken = BlockMemoryAccess.writeBody(block, channel, fromByte, toByte);
            length += taken;
            writeBehind.reached(length);
            return taken;
        } catch (IOException e) {
            throw notWritten(e);
        }
    }

    /** Says that so many bytes of the file are whole. */
    void commit(long bytes) throws IOException {
        if (commit != null && isWrittenOver) {
            try {
                commit.commit(bytes);
            } catch (IOException e) {
                throw notWritten(e);
            }
        }
    }

    /** Ends the file after so many bytes. */
    void cutTo(long bytes) throws IOException {
        uninterrupted(() -> {
            // An interrupt during a write has closed the channel.
            if (!channel.isOpen()) {
                channel = FileChannel.open(partPath, StandardOpenOption.WRITE);
            }
            try {
                if (channel.size() > bytes) {
                    channel.truncate(bytes);
                }
            } catch (IOException e) {
                throw notWritten(e);
            }
            channel.position(bytes);
            length = bytes;
        });
    }

    /**
     * Ends the file after so many bytes, or, where even that takes room (as with a quota of btrfs), goes on there: what stands
     * behind is written over, or cut when there is room.
     *
     * @return whether it could be cut
     */
    boolean goOnAt(long bytes) throws IOException {
        try {
            cutTo(bytes);
            return true;
        } catch (DiskFullException e) {
            channel.position(bytes);
            length = bytes;
            return false;
        }
    }

    /** Whether the file can still be found; one system call, allocates nothing. */
    boolean canBeFound() {
        return watched == null || watched.exists();
    }

    /** The digest of what is in the file. */
    String checksum() throws IOException {
        return FileDigest.of(partPath);
    }

    /**
     * Closes the file and gives it its name.
     *
     * @param isSynced whether its bytes must be on the disk first
     */
    void publish(boolean isSynced) throws IOException {
        name(isSynced);
        CaptureFolder.sync(names.folder());
        settle();
    }

    /** The first half of {@link #publish}: the folder is to be synced, and {@link #settle} called then. */
    void name(boolean isSynced) throws IOException {
        writeBehind.close();
        uninterrupted(() -> {
            if (isSynced) {
                sync();
            }
            channel.close();
            rename();
            isEnded = true;
        });
    }

    /** The file has its name for good: nothing is to be recovered any more. */
    void settle() throws IOException {
        if (commit != null) {
            commit.remove();
        }
    }

    /** Closes and removes the file. */
    void discard() throws IOException {
        isEnded = true;
        writeBehind.close();
        try {
            channel.close();
        } finally {
            Files.deleteIfExists(partPath);
            if (commit != null) {
                commit.remove();
            }
        }
    }

    /** Closes the file and leaves it under its temporary name, for a recovery if it has a commit file. */
    void leave() throws IOException {
        isEnded = true;
        writeBehind.close();
        try {
            channel.close();
        } finally {
            if (commit != null) {
                commit.close();
            }
        }
    }

    /** Whether it still lies where it was written, or has its name. */
    boolean isThere() {
        return Files.exists(isEnded ? path : partPath, LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether it was another file before, which is gone by that. */
    boolean isWrittenOver() {
        return isWrittenOver;
    }

    boolean isEnded() {
        return isEnded;
    }

    private static Path nameOrExplanation(FileNames names, int taken) throws IOException {
        try {
            return names.candidate(taken);
        } catch (FileAlreadyExistsException e) {
            throw PartFiles.noNameLeft(e);
        }
    }

    private void sync() throws IOException {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw new NotSyncedException(
                    "the disk did not take what was written to " + partPath + ": " + CaptureFolder.reason(e)
                            + "; see to that disk, or write to another one. What can be read of the file now may be gone later",
                    e);
        }
    }

    private void rename() throws IOException {
        while (true) {
            try {
                move();
                return;
            } catch (FileAlreadyExistsException e) {
                // Not one of ours, which would have seen the .part.
                path = nameOrExplanation(names, ++namesTaken);
            } catch (NoSuchFileException e) {
                throw new IOException(
                        "cannot rename " + partPath
                                + ": no such file or folder, somebody has removed it while it was recorded",
                        e);
            } catch (IOException e) {
                final String text = "cannot rename " + partPath + " to " + path.getFileName() + ": "
                        + CaptureFolder.reason(e) + "; its packets are whole, rename it by hand";
                throw CaptureFolder.isFull(names.folder(), e)
                        ? new DiskFullException(text, e)
                        : new IOException(text, e);
            }
        }
    }

    /** A rename would silently replace what has the name; a link does not. */
    private void move() throws IOException {
        try {
            Files.createLink(path, partPath);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException | UnsupportedOperationException e) {
            moveWithoutLink(e);
            return;
        }
        try {
            Files.delete(partPath);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "{0} is complete, but its second name stays: {1}", path, e);
        }
    }

    /** For file systems without links, where a file of the same name made at this very moment would be replaced. */
    private void moveWithoutLink(Exception whyNoLink) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(path.toString());
        }
        try {
            Files.move(partPath, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            e.addSuppressed(whyNoLink);
            throw e;
        }
    }

    private IOException notWritten(IOException e) {
        // The system says it in the language of the user; the space that is left is understood everywhere.
        if (e instanceof ClosedByInterruptException) {
            return new IOException(
                    "cannot write to " + partPath
                            + ": its thread was interrupted, which closes the file; do not interrupt threads of a capture",
                    e);
        }
        if (CaptureFolder.isFull(names.folder(), e)) {
            return new DiskFullException(
                    "cannot write to " + partPath + ": " + CaptureFolder.reasonOfFull(e)
                            + "; free some space there or write to another disk",
                    e);
        }
        return new IOException(
                "cannot write to " + partPath + ": " + CaptureFolder.reason(e)
                        + "; see to that disk, or write to another one",
                e);
    }

    /** A channel closes at once under a thread that is interrupted; what was asked for is done first. */
    private static void uninterrupted(FileWork work) throws IOException {
        final boolean wasInterrupted = Thread.interrupted();
        try {
            work.run();
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
