package io.ringcap.cli;

import io.ringcap.message.CaptureException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Makes of an exception the one line on stderr and the exit code. */
final class Failures {
    private Failures() {}

    static int report(Console console, Throwable failure) {
        if (failure instanceof CaptureException known) {
            console.error(String.valueOf(known.getMessage()));
            return ExitCodes.of(known.isPrerequisiteMissing());
        }
        if (failure instanceof UncheckedIOException wrapped && wrapped.getCause() != null) {
            console.error(text(wrapped.getCause()));
        } else if (failure instanceof IOException io) {
            console.error(text(io));
        } else {
            console.error("internal error, please report it: " + failure);
            failure.printStackTrace(console.err());
        }
        return ExitCodes.FAILED;
    }

    /** The JDK puts the kind of a file's failure into the class alone. */
    static String text(IOException failure) {
        final String text = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        if (!(failure instanceof FileSystemException file) || file.getReason() != null) {
            return text;
        }
        if (failure instanceof FileAlreadyExistsException) {
            return text + " exists already and is not replaced; remove it or choose another name";
        }
        if (failure instanceof NoSuchFileException) {
            return text + " does not exist";
        }
        return failure instanceof AccessDeniedException ? "no permission for " + text : text;
    }
}
