package io.ringcap.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file system with much free space and a quota, so that writing ends with EDQUOT: btrfs in a file. Takes root, btrfs-progs and a
 * kernel that knows btrfs.
 */
public final class QuotaDisk implements AutoCloseable {
    private static final long IMAGE_BYTES = 512L << 20;

    private final Path folder;

    private QuotaDisk(Path folder) {
        this.folder = folder;
    }

    /** Mounts it on an empty folder. Where that cannot be done the test is skipped, for the reason that is named. */
    public static QuotaDisk mount(Path folder, Path image, long quotaBytes) throws IOException {
        assumeTrue(Files.readString(Path.of("/proc/filesystems")).contains("btrfs"), "this kernel has no btrfs");
        try (RandomAccessFile sparse = new RandomAccessFile(image.toFile(), "rw")) {
            sparse.setLength(IMAGE_BYTES);
        }
        Commands.run("mkfs.btrfs", "-q", image.toString());
        Commands.run("mount", "-o", "loop", image.toString(), folder.toString());
        final QuotaDisk disk = new QuotaDisk(folder);
        try {
            Commands.run("btrfs", "quota", "enable", folder.toString());
            disk.limit(quotaBytes);
            return disk;
        } catch (RuntimeException e) {
            disk.close();
            throw e;
        }
    }

    /** Sets another quota. */
    public void limit(long quotaBytes) {
        Commands.run("btrfs", "qgroup", "limit", Long.toString(quotaBytes), folder.toString());
    }

    @Override
    public void close() {
        Mounts.unmount(folder);
    }
}
