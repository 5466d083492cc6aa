package io.ringcap.internal.control;

import io.ringcap.internal.lock.FolderLock;
import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A manager's output folder, which no other manager uses while this one lives. Taken and left on any thread. */
public final class OutputFolder implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(OutputFolder.class.getName());
    private static final String LOCK_FILE = ".ringcap.lock";

    private final Path folder;
    private final FolderLock lock;

    private OutputFolder(Path folder, FolderLock lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** Makes the folder, if need be, and takes it. */
    public static OutputFolder take(Path folder) {
        try {
            Files.createDirectories(folder);
            return new OutputFolder(folder, FolderLock.take(folder, LOCK_FILE));
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

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the lock of {0} was not closed cleanly: {1}", folder, e);
        }
    }
}
