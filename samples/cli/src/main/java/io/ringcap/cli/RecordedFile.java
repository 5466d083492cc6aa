package io.ringcap.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Which file this process writes to now: what it has open in a folder under a name that waits for its end. Stateless. */
final class RecordedFile {
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");
    private static final String WAITING = ".part";

    private RecordedFile() {}

    /** The name that the file will have; null when none is open. */
    static @Nullable String nameIn(Path folder) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(OPEN_FILES)) {
            final Path real = folder.toRealPath();
            for (Path descriptor : descriptors) {
                final Path target = target(descriptor);
                if (real.equals(target.getParent())
                        && String.valueOf(target.getFileName()).endsWith(WAITING)) {
                    final String name = String.valueOf(target.getFileName());
                    return name.substring(0, name.length() - WAITING.length());
                }
            }
            return null;
        } catch (IOException | DirectoryIteratorException | UncheckedIOException e) {
            // No /proc, or the folder is not made yet: then it is not shown.
            return null;
        }
    }

    /** Nothing when the descriptor was closed since the folder was listed. */
    private static Path target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor);
        } catch (IOException e) {
            return Path.of("");
        }
    }
}
