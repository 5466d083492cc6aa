package io.ringcap.internal.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** Reads files to their end, a buffer at a time, and can be told to stop in between. Confined to one thread. */
final class MemberReader {
    private static final int BUFFER_BYTES = 64 << 10;

    private final BooleanSupplier isCancelled;
    private final byte[] buffer = new byte[BUFFER_BYTES];

    MemberReader(BooleanSupplier isCancelled) {
        this.isCancelled = isCancelled;
    }

    static InputStream open(Path file) throws IOException {
        return Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    /** Copies a file; returns how many bytes it had. */
    long copy(Path file, OutputStream to) throws IOException {
        try (InputStream from = open(file)) {
            long bytes = 0;
            for (int count = next(from); count >= 0; count = next(from)) {
                to.write(buffer, 0, count);
                bytes += count;
            }
            return bytes;
        }
    }

    /** Length and digest of a file as it is on disk. */
    ArchiveMember ofFile(Path file) throws IOException {
        try (InputStream from = open(file)) {
            return read(file.getFileName().toString(), from);
        }
    }

    /** Length and digest of what the stream brings. */
    ArchiveMember read(String name, InputStream from) throws IOException {
        final MessageDigest digest = sha256();
        long bytes = 0;
        for (int count = next(from); count >= 0; count = next(from)) {
            digest.update(buffer, 0, count);
            bytes += count;
        }
        return new ArchiveMember(name, bytes, HexFormat.of().formatHex(digest.digest()));
    }

    private int next(InputStream from) throws IOException {
        if (isCancelled.getAsBoolean()) {
            throw new CancellationException("closing");
        }
        return from.read(buffer);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
