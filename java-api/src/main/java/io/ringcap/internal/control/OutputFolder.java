package io.ringcap.internal.control;

import io.ringcap.internal.files.FileManifest;
import io.ringcap.internal.lock.FolderLock;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.ErrorCode;
import io.ringcap.sink.CaptureRecovery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A manager's output folder, which no other manager uses while this one lives. Taken and left on any thread. */
public final class OutputFolder implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(OutputFolder.class.getName());
    private static final String LOCK_FILE = ".ringcap.lock";
    private static final String MODE = "rwxr-x---";

    private final Path folder;
    private final FolderLock lock;

    private final List<CaptureFileInfo> recovered;

    private OutputFolder(Path folder, FolderLock lock, List<CaptureFileInfo> recovered) {
        this.folder = folder;
        this.lock = lock;
        this.recovered = recovered;
    }

    /** Makes the folder, if need be, takes it, and publishes what a manager before left that was killed. */
    public static OutputFolder take(Path folder) {
        if (Files.isSymbolicLink(folder)) {
            throw new CaptureException(
                    ErrorCode.START_INVALID_PARAMS,
                    "the output folder " + folder
                            + " is a symbolic link, which somebody else may turn elsewhere: name the folder that it leads to");
        }
        try {
            make(folder);
            final FolderLock lock = FolderLock.take(folder, LOCK_FILE);
            try {
                return new OutputFolder(folder, lock, recover(folder));
            } catch (RuntimeException | Error e) {
                lock.close();
                throw e;
            }
        } catch (FolderLock.HeldException e) {
            throw new CaptureException(
                    ErrorCode.START_CREATE_FILE_FAILED,
                    "the output folder " + folder + " is used by another manager (" + e.holder()
                            + "): close that one, or name another folder",
                    e);
        } catch (IOException e) {
            throw new CaptureException(
                    ErrorCode.START_CREATE_FILE_FAILED,
                    "cannot use the output folder " + folder + ": " + e
                            + "; make it writable for this user or name another one",
                    e);
        }
    }

    private static void make(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(MODE)));
        } else {
            Files.createDirectories(folder);
        }
    }

    /** The files that were published when it was taken. */
    public List<CaptureFileInfo> recovered() {
        return recovered;
    }

    /** What cannot be recovered must not keep a service from capturing. */
    private static List<CaptureFileInfo> recover(Path folder) {
        try {
            final CaptureRecovery.Report report = CaptureRecovery.recover(folder);
            report.problems().forEach(problem -> LOG.log(System.Logger.Level.WARNING, problem));
            note(folder, report.files());
            return report.files();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "nothing was recovered in " + folder, e);
            return List.of();
        }
    }

    /** They are ours, whoever has begun them: the cleaner looks after them as after all others here. */
    private static void note(Path folder, List<CaptureFileInfo> files) {
        try {
            final FileManifest manifest = FileManifest.of(folder);
            for (CaptureFileInfo file : files) {
                manifest.add(entryOf(file));
            }
        } catch (IOException e) {
            // They were recovered all the same.
            LOG.log(System.Logger.Level.WARNING, "recovered files stay as they are: {0}", e.getMessage());
        }
    }

    private static FileManifest.Entry entryOf(CaptureFileInfo file) {
        return new FileManifest.Entry(
                Path.of(file.filePath()).getFileName().toString(),
                file.fileSize(),
                file.createdTs(),
                file.lastPacketTs(),
                file.packets(),
                "");
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the lock of {0} was not closed cleanly: {1}", folder, e);
        }
    }
}
