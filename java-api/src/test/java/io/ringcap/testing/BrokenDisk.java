package io.ringcap.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A disk that is not what it seems: ext4 in a sparse file on a smaller file system. It takes what is written to it and finds out
 * later, as thin or breaking disks do. Takes root and e2fsprogs.
 */
public final class BrokenDisk implements AutoCloseable {
    private static final long IMAGE_BYTES = 256L << 20;

    private final Path folder;
    private final Path image;

    private BrokenDisk(Path folder, Path image) {
        this.folder = folder;
        this.image = image;
    }

    /**
     * Mounts it on an empty folder.
     *
     * @param behind where the image lies: on a {@link SmallDisk} there is no space left when that is full, on a
     *     {@link QuotaDisk} input and output fail with EIO
     */
    public static BrokenDisk mount(Path folder, Path behind) throws IOException {
        assumeTrue(Files.exists(Path.of("/dev/loop-control")), "this machine has no loop devices");
        final Path image = behind.resolve("image");
        try (RandomAccessFile sparse = new RandomAccessFile(image.toFile(), "rw")) {
            sparse.setLength(IMAGE_BYTES);
        }
        Commands.run("mkfs.ext4", "-q", "-F", "-O", "^has_journal", image.toString());
        Commands.run("mount", "-o", "loop", image.toString(), folder.toString());
        return new BrokenDisk(folder, image);
    }

    @Override
    public void close() {
        Mounts.unmount(folder);
        // The kernel gives the loop device up a little later; until then what is behind it is in use.
        final long sinceNs = System.nanoTime();
        while (!Commands.run("losetup", "-j", image.toString()).isBlank()
                && System.nanoTime() - sinceNs < TimeUnit.SECONDS.toNanos(20)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
