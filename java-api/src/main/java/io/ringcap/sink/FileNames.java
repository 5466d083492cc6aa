package io.ringcap.sink;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;

/**
 * The names that a file may get: the one it is meant to have and, if it is numbered, the same with {@code -2},
 * {@code -3}, ... when that is taken.
 *
 * @param folder the absolute folder
 * @param stem the name without number and extension
 * @param extension what follows, with its dot, or nothing
 * @param isNumbered whether it may get another name than the first
 */
record FileNames(Path folder, String stem, String extension, boolean isNumbered) {
    private static final int MAX_ATTEMPTS = 10_000;

    /** Exactly this file and no other. */
    static FileNames of(Path file) {
        final Path absolute = file.toAbsolutePath();
        final Path parent = absolute.getParent();
        final Path name = absolute.getFileName();
        if (parent == null || name == null) {
            throw new IllegalArgumentException(file + " is not a file name");
        }
        return new FileNames(parent, name.toString(), "", false);
    }

    /**
     * A file of a recording.
     *
     * @param stem its name without ending; another one gets a number when that is taken
     */
    static FileNames of(Path folder, String stem, FileFormat format) {
        return new FileNames(folder.toAbsolutePath(), stem, "." + format.extension(), true);
    }

    /** The name to try after so many were taken. */
    Path candidate(int taken) throws FileAlreadyExistsException {
        if (taken >= (isNumbered ? MAX_ATTEMPTS : 1)) {
            throw new FileAlreadyExistsException(candidatePath(0).toString());
        }
        return candidatePath(taken);
    }

    private Path candidatePath(int taken) {
        return folder.resolve(taken == 0 ? stem + extension : stem + "-" + (taken + 1) + extension);
    }
}
