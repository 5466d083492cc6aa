package io.ringcap.sink;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes files under temporary names, each of which is its writer's alone, as is the name it will have. Stateless. */
final class PartFiles {
    static final String SUFFIX = ".part";

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
                commit = CommitFile.create(path, start.segmentIndex(), start.createdUsec(), start.oldest() == null);
            }
            final FileChannel channel = open(path, partPath, start);
            // Looked at only now that the name is ours: another writer may have published in between.
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                final boolean isKept = start != null && start.isKeptInMemory();
                final boolean isWrittenOver = start != null && start.oldest() != null;
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

    private static FileChannel open(Path path, Path partPath, @Nullable Start start) throws IOException {
        final Path oldest = start == null ? null : start.oldest();
        if (oldest != null) {
            // A rename would silently replace what has the name.
            if (Files.exists(partPath, LinkOption.NOFOLLOW_LINKS) || Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(path.toString());
            }
            try {
                Files.move(oldest, partPath, StandardCopyOption.ATOMIC_MOVE);
                return FileChannel.open(partPath, OLD_FILE);
            } catch (NoSuchFileException e) {
                // Somebody has removed or compressed it: a new one does as well.
            }
        }
        return FileChannel.open(partPath, NEW_FILE, CaptureFolder.fileMode(partPath));
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
