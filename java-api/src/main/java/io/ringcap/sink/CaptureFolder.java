package io.ringcap.sink;

import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Makes the folders that capture files lie in, and says why it cannot. Stateless, for any thread. */
final class CaptureFolder {
    private static final System.Logger LOG = System.getLogger("io.ringcap.sink");
    private static final FileAttribute<?>[] NONE = {};
    private static final String FULL = "No space left on device";
    private static final long FULL_BELOW_BYTES = 64 << 10;

    private CaptureFolder() {}

    /** Makes the folder, and its parents, readable for owner and group. */
    static void make(Path folder) throws IOException {
        try {
            Files.createDirectories(folder, mode(folder, "rwxr-x---"));
        } catch (IOException e) {
            throw new IOException(
                    "cannot make the folder " + folder + ": " + reason(e)
                            + "; choose one whose parent folder exists and may be written to",
                    e);
        }
    }

    /** Refuses a folder that somebody else could turn elsewhere. */
    static void refuseLink(Path folder) throws IOException {
        if (Files.isSymbolicLink(folder)) {
            throw new CaptureException(
                    ErrorCode.START_INVALID_PARAMS,
                    "the output folder " + folder
                            + " is a symbolic link, which somebody could turn elsewhere; name the folder "
                            + "that it points to: " + Files.readSymbolicLink(folder));
        }
    }

    /** What new files in the folder are made with: readable for owner and group where the file system knows them. */
    static FileAttribute<?>[] fileMode(Path folder) {
        return mode(folder, "rw-r-----");
    }

    /** Makes the names in the folder survive a power cut, where the system can. */
    static void sync(Path folder) {
        if (!isPosix(folder)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // The file is whole and has its name; some network file systems cannot do more.
            LOG.log(System.Logger.Level.WARNING, "cannot sync the folder {0}: {1}", folder, reason(e));
        }
    }

    /** Whether the failure means that the disk, or this user's share of it, takes no more. */
    static boolean isFull(Path folder, IOException e) {
        if (e instanceof NoSuchFileException || e instanceof AccessDeniedException || !isOnDefaultFileSystem(folder)) {
            return false;
        }
        if (reason(e).contains("Input/output error") || reason(e).contains("Read-only file system")) {
            return false;
        }
        // The system says it in the language of the user; the space that is left is understood everywhere.
        return reason(e).contains(FULL)
                || reason(e).contains("quota")
                || folder.toFile().getUsableSpace() < FULL_BELOW_BYTES;
    }

    /** A full disk in the words by which everybody knows it. */
    static String reasonOfFull(IOException e) {
        final String reason = reason(e);
        return reason.contains(FULL) || reason.contains("quota") ? reason : FULL + " (" + reason + ")";
    }

    static boolean isOnDefaultFileSystem(Path folder) {
        return folder.getFileSystem().equals(FileSystems.getDefault());
    }

    /** The cause without the path, which file system exceptions give as their message. */
    static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "something else of that name exists";
        }
        if (e instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (e instanceof FileSystemException failure && failure.getReason() != null) {
            return failure.getReason();
        }
        return String.valueOf(e.getMessage());
    }

    private static FileAttribute<?>[] mode(Path folder, String permissions) {
        return isPosix(folder)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : NONE;
    }

    private static boolean isPosix(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
