package io.ringcap.sink;

import static java.util.Objects.requireNonNull;

import io.ringcap.config.FileOptions;
import io.ringcap.internal.lock.FolderLock;
import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * Records blocks as they are in a folder of memory-mapped Chronicle Queue files, which other threads and processes read
 * while it grows. A description, immutable, for any thread; sessions follow one another in the same folder.
 *
 * <p>Loads without Chronicle's jars: no class of theirs is named here.
 */
final class JournalSink implements Sink {
    static final String NAME = "journal";

    private static final String LOCK_FILE = "journal.lock";

    private final Path directory;
    private final FileOptions options;

    JournalSink(Path directory) {
        this(directory, FileOptions.defaults());
    }

    JournalSink(Path directory, FileOptions options) {
        this.directory = requireNonNull(directory, "directory").toAbsolutePath().normalize();
        this.options = requireNonNull(options, "options");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean isRecording() {
        return true;
    }

    /** {@inheritDoc} Its segments are cut and kept as it says, never compressed. */
    @Override
    public FileOptions fileOptions() {
        return options;
    }

    /** {@inheritDoc} Refuses a folder that another session writes to, in this process or another. */
    @Override
    public SinkWriter open(SinkContext context) throws IOException {
        JournalRuntime.require();
        CaptureFolder.refuseLink(directory);
        CaptureFolder.make(directory);
        JournalQuota.refuse(directory);
        final FolderLock lock = lock(directory);
        try {
            return new JournalWriter(directory, lock, context, options);
        } catch (IOException | RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    /** The right to write to the journal; a journal has one writer at a time. */
    static FolderLock lock(Path directory) throws IOException {
        try {
            return FolderLock.take(directory, LOCK_FILE);
        } catch (FolderLock.HeldException e) {
            throw new CaptureException(
                    ErrorCode.START_CREATE_FILE_FAILED,
                    "the journal " + directory + " is being written by " + e.holder()
                            + ": a journal has one writer at a time; name another folder, or stop that one",
                    e);
        } catch (FileSystemException e) {
            throw new IOException(
                    "cannot write to the journal " + directory + ": " + CaptureFolder.reason(e)
                            + "; make the folder writable for this user or choose another one",
                    e);
        }
    }
}
