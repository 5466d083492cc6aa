package io.ringcap.internal.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Makes files of a manifest for tests. Stateless. */
final class OwnFiles {
    /** The day on which the oldest file was written. */
    static final long BEGIN_USEC = TimeUnit.SECONDS.toMicros(1_700_000_000);

    private OwnFiles() {}

    static FileManifest.Entry entry(String name, long size) {
        return new FileManifest.Entry(name, size, BEGIN_USEC, BEGIN_USEC, 1, "capture_1");
    }

    static FileManifest.Entry kept(String name, long size, Duration keepAge) {
        return entry(name, size).with(new FileCare(null, 6, keepAge));
    }

    /** A file that compresses by half or so, named in the manifest. */
    static FileManifest.Entry make(FileManifest manifest, String name, int bytes) throws IOException {
        final Path file = manifest.folder().resolve(name);
        Files.write(file, content(name.hashCode(), bytes));
        final FileManifest.Entry entry = entry(name, bytes);
        manifest.add(entry);
        return entry;
    }

    static byte[] content(long seed, int bytes) {
        final byte[] content = new byte[bytes];
        final Random random = new Random(seed);
        for (int i = 0; i < bytes; i++) {
            content[i] = (byte) random.nextInt(16);
        }
        return content;
    }

    /** So many files, each a day younger than the one before, all named in the manifest with one write. */
    static List<FileManifest.Entry> daily(FileManifest manifest, int count, int bytes) throws IOException {
        final List<FileManifest.Entry> entries = new ArrayList<>();
        final byte[] content = content(1, bytes);
        for (int i = 0; i < count; i++) {
            final long usec = BEGIN_USEC + TimeUnit.DAYS.toMicros(i);
            final Path file = manifest.folder().resolve("day-" + i + ".pcap");
            Files.write(file, content);
            Files.setLastModifiedTime(file, FileTime.from(usec, TimeUnit.MICROSECONDS));
            entries.add(new FileManifest.Entry("day-" + i + ".pcap", bytes, usec, usec, 1, "capture_" + i));
        }
        manifest.add(entries.toArray(FileManifest.Entry[]::new));
        return entries;
    }
}
