package io.ringcap.sink;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;

/** The folder of a journal and the modes of its files. Stateless; any thread. */
final class JournalFolder {
    /** Chronicle keeps its table of cycles and locks here; a folder without it holds no journal. */
    static final String METADATA_FILE = "metadata.cq4t";

    /** Of a segment's name, as Chronicle has it. */
    static final String SEGMENT_SUFFIX = SingleChronicleQueue.SUFFIX;

    private static final String NAME_ONE = "name the folder that a journal was recorded into";
    private static final String FILE_MODE = "rw-r-----";

    private JournalFolder() {}

    /**
     * Refuses a path that is not a journal, before Chronicle would make one of it.
     *
     * @throws FileSystemException if there is no journal
     */
    static void requireJournal(Path directory) throws FileSystemException {
        if (Files.notExists(directory)) {
            throw new NoSuchFileException(
                    directory.toString(), null, "there is no such folder, so no journal to read; " + NAME_ONE);
        }
        if (!Files.isDirectory(directory)) {
            throw new NotDirectoryException(directory + ", which is a file; a journal is a folder: " + NAME_ONE);
        }
        if (!Files.isReadable(directory.resolve(METADATA_FILE))) {
            throw new NoSuchFileException(
                    directory.toString(),
                    null,
                    "not a journal, or not readable: it has no " + METADATA_FILE + "; " + NAME_ONE);
        }
    }

    /** Takes away from others what Chronicle's files grant them; it makes them with the process's umask alone. */
    static void restrictFiles(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.cq4*")) {
            for (Path file : files) {
                restrict(file);
            }
        }
    }

    /** Sets the mode of one file, where files have modes. */
    static void restrict(Path file) throws IOException {
        final PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view != null
                && !PosixFilePermissions.toString(view.readAttributes().permissions())
                        .equals(FILE_MODE)) {
            view.setPermissions(PosixFilePermissions.fromString(FILE_MODE));
        }
    }
}
