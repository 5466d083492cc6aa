package io.ringcap.sink;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes files under temporary names, each of which is its writer's alone, as is the name it will have. Stateless. */
final class PartFiles {
    static final String SUFFIX = ".part";

    private static final System.Logger LOG = System.getLogger("io.ringcap.sink");
    private static final Set<OpenOption> NEW_FILE = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final Set<OpenOption> OLD_FILE = Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private PartFiles() {}

    /**
     * What a file of a recording is begun with.
     *
     * @param segmentIndex its number in the recording
     * @param createdUsec when it is begun
     * @param oldest the file that it is written in place of; null when it is made anew
     * @param isKeptInMemory whether its pages stay in memory, because they are written over soon
     */
    record Start(
            int segmentIndex, long createdUsec, @Nullable Path oldest, boolean isKeptInMemory) {}

    /** Makes the folder, if need be, and a file of which nothing is to be recovered. */
    static PartFile create(FileNames names) throws IOException {
        CaptureFolder.make(names.folder());
        return create(names, null);
    }

    /** Makes a file in a folder that is there, beside which a {@link CommitFile} says what is whole of it. */
    static PartFile create(FileNames names, @Nullable Start start) throws IOException {
        for (int taken = 0; ; taken++) {
            final PartFile made = tryName(names, taken, start);
            if (made != null) {
                return made;
            }
        }
    }

    static IOException noNameLeft(FileAlreadyExistsException e) {
        return new IOException(e.getMessage() + " exists, or is being written; remove it or choose another name", e);
    }

    /** The file under one of its names; null when that is taken. */
    private static @Nullable PartFile tryName(FileNames names, int taken, @Nullable Start start) throws IOException {
        final Path path;
        try {
            path = names.candidate(taken);
        } catch (FileAlreadyExistsException e) {
            throw noNameLeft(e);
        }
        final Path partPath = path.resolveSibling(path.getFileName() + SUFFIX);
        CommitFile commit = null;
        try {
            // Elsewhere, as in a zip file, there are no locks, and nothing is there when the process is killed.
            if (start != null && CaptureFolder.isOnDefaultFileSystem(path)) {
                commit = CommitFile.create(path, start.segmentIndex(), start.createdUsec());
            }
            final boolean isWrittenOver = hasTakenOldest(path, partPath, start);
            if (commit != null && !isWrittenOver) {
                // Said only now: had the oldest file been taken, its packets would be this one's.
                commit.commit(CommitFile.TO_ITS_END);
            }
            final FileChannel channel = open(partPath, isWrittenOver ? start : null);
            // Looked at only now that the name is ours: another writer may have published in between.
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                final boolean isKept = start != null && start.isKeptInMemory();
                return new PartFile(names, taken, partPath, channel, commit, isWrittenOver, isKept);
            }
            channel.close();
            Files.delete(partPath);
        } catch (FileAlreadyExistsException e) {
            // Somebody else's.
        } catch (IOException e) {
            giveBack(commit, e);
            final String text = "cannot create " + partPath + ": ";
            throw CaptureFolder.isFull(names.folder(), e)
                    ? new DiskFullException(
                            text + CaptureFolder.reasonOfFull(e) + "; free some space there or write to another disk",
                            e)
                    : new IOException(
                            text + CaptureFolder.reason(e)
                                    + "; make the folder writable for this user or choose another one",
                            e);
        }
        if (commit != null) {
            commit.remove();
        }
        return null;
    }

    /** Gives the oldest file the temporary name; false when there is none, or it must be left as it is. */
    private static boolean hasTakenOldest(Path path, Path partPath, @Nullable Start start) throws IOException {
        final Path oldest = start == null ? null : start.oldest();
        if (oldest == null) {
            return false;
        }
        // A rename would silently replace what has the name.
        if (Files.exists(partPath, LinkOption.NOFOLLOW_LINKS) || Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(path.toString());
        }
        try {
            if (!isOursAlone(oldest)) {
                return false;
            }
            Files.move(oldest, partPath, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (IOException e) {
            // Somebody has removed it, or forbidden to; a new one does as well.
            LOG.log(System.Logger.Level.DEBUG, "{0} is not written over: {1}", oldest, e);
            return false;
        }
    }

    /** Whether it is a file that nobody keeps under another name, by a link. */
    private static boolean isOursAlone(Path oldest) throws IOException {
        return Files.isRegularFile(oldest, LinkOption.NOFOLLOW_LINKS)
                && (!oldest.getFileSystem().supportedFileAttributeViews().contains("unix")
                        || Integer.valueOf(1)
                                .equals(Files.getAttribute(oldest, "unix:nlink", LinkOption.NOFOLLOW_LINKS)));
    }

    private static FileChannel open(Path partPath, @Nullable Start writtenOver) throws IOException {
        if (writtenOver == null) {
            return FileChannel.open(partPath, NEW_FILE, CaptureFolder.fileMode(partPath));
        }
        try {
            return FileChannel.open(partPath, OLD_FILE);
        } catch (IOException e) {
            // It is still the oldest file.
            Files.move(partPath, requireNonNull(writtenOver.oldest()), StandardCopyOption.ATOMIC_MOVE);
            throw e;
        }
    }

    private static void giveBack(@Nullable CommitFile commit, IOException cause) {
        if (commit == null) {
            return;
        }
        try {
            commit.remove();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
