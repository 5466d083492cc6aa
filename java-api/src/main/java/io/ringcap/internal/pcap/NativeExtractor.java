package io.ringcap.internal.pcap;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Takes the shim out of the jar into a folder that is ours alone (mode 0700), under a name that is the hash of its content:
 * versions do not disturb each other, and a file that somebody else put there is never loaded.
 */
final class NativeExtractor {
    private static final String PRIVATE_FOLDER = "rwx------";

    private NativeExtractor() {}

    static Path extract(String platform, String fileName) throws IOException {
        final String resource = "META-INF/native/" + platform + "/" + fileName;
        final byte[] content = read(resource);
        final Path base = Path.of(
                System.getProperty(NativeLibrary.WORKDIR_PROPERTY, System.getProperty("java.io.tmpdir", "/tmp")));
        final Path folder = privateFolder(base);
        final Path file = folder.resolve(hash(content) + "-" + fileName);
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Arrays.equals(Files.readAllBytes(file), content)) {
            return file;
        }
        final Path fresh = Files.createTempFile(folder, "new", ".so");
        try {
            Files.write(fresh, content);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("cannot put the library into " + folder + ": " + e.getMessage(), e);
        } finally {
            Files.deleteIfExists(fresh);
        }
        return file;
    }

    private static byte[] read(String resource) throws IOException {
        try (InputStream in = NativeExtractor.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("no " + resource
                        + " on the class path (is ringcap-native there, and built for this" + " platform?)");
            }
            return in.readAllBytes();
        }
    }

    private static Path privateFolder(Path base) throws IOException {
        final Path folder = base.resolve(
                "ringcap-" + System.getProperty("user.name", "user").replace('/', '_'));
        try {
            return Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(PRIVATE_FOLDER)));
        } catch (FileAlreadyExistsException e) {
            return isPrivate(folder) ? folder : Files.createTempDirectory(base, "ringcap-");
        } catch (IOException e) {
            throw new IOException(
                    "cannot make a folder in " + base + " (" + e + "); name another one with -D"
                            + NativeLibrary.WORKDIR_PROPERTY,
                    e);
        }
    }

    /** In a shared folder anybody can make a folder of this name before us. */
    private static boolean isPrivate(Path folder) throws IOException {
        final PosixFileAttributes found =
                Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!found.isDirectory()
                || !PosixFilePermissions.toString(found.permissions()).equals(PRIVATE_FOLDER)
                || !Files.isWritable(folder)) {
            return false;
        }
        final Path probe = Files.createTempFile(folder, "probe", "");
        try {
            return Files.getOwner(probe).equals(found.owner());
        } finally {
            Files.delete(probe);
        }
    }

    private static String hash(byte[] content) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content))
                    .substring(0, 32);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
