package io.ringcap.internal.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes, names and looks at files of one folder without ever following a link or replacing a file. Stateless, for any thread. */
final class FolderFiles {
    private static final System.Logger LOG = System.getLogger("io.ringcap.files");
    private static final long FULL_BELOW_BYTES = 64 << 10;
    private static final FileAttribute<?>[] NONE = {};

    private FolderFiles() {}

    /** Opens a file of ours, made readable for owner and group. */
    static FileChannel open(Path file, Set<OpenOption> options) throws IOException {
        final boolean isPosix =
                file.getFileSystem().supportedFileAttributeViews().contains("posix");
        return FileChannel.open(
                file,
                options,
                isPosix
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"))
                        }
                        : NONE);
    }

    /** Whether this is the name of something in a folder, and not a way to somewhere else. */
    static boolean isPlainName(String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            return false;
        }
        try {
            final Path path = Path.of(name);
            return !path.isAbsolute()
                    && path.getNameCount() == 1
                    && path.toString().equals(name);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** What is known of a regular file; null when there is none of this name. Links are not followed. */
    static @Nullable BasicFileAttributes regular(Path file) throws IOException {
        try {
            final BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return attributes.isRegularFile() ? attributes : null;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Another text after each change of a file, or of what has its name; of what is not there as well. */
    static String versionOf(Path file) {
        try {
            final BasicFileAttributes found = regular(file);
            return found == null ? "none" : found.fileKey() + " " + found.size() + " " + found.lastModifiedTime();
        } catch (IOException e) {
            return reason(e);
        }
    }

    /** Gives a file its final name; a rename would silently replace what has the name, a link does not. */
    static void move(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException | UnsupportedOperationException e) {
            moveWithoutLink(from, to, e);
            return;
        }
        Files.delete(from);
    }

    /** For file systems without links, where a file of the same name made at this very moment would be replaced. */
    private static void moveWithoutLink(Path from, Path to, Exception whyNoLink) throws IOException {
        if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(to.toString());
        }
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            e.addSuppressed(whyNoLink);
            throw e;
        }
    }

    /** Makes the names in the folder survive a power cut, where the system can. */
    static void sync(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Some network file systems cannot do it; what is in the folder is whole all the same.
            LOG.log(System.Logger.Level.WARNING, "cannot sync the folder {0}: {1}", folder, reason(e));
        }
    }

    /** Whether the cause is that nothing more fits: the system says it in the user's language, the space is understood everywhere. */
    static boolean isFull(Path folder, IOException cause) {
        final String reason = reason(cause);
        return folder.toFile().getUsableSpace() < FULL_BELOW_BYTES
                || reason.contains("No space left")
                || reason.contains("quota exceeded");
    }

    /** The cause without the path, which file system exceptions give as their message. */
    static String reason(IOException e) {
        if (e instanceof FileSystemException failure) {
            return failure.getReason() != null
                    ? failure.getReason()
                    : failure.getClass().getSimpleName().replace("Exception", "");
        }
        return String.valueOf(e.getMessage());
    }
}
