package io.ringcap.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system in memory that can really be full. Mounting it takes root. */
public final class SmallDisk implements AutoCloseable {
    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /**
     * Mounts a file system of so many bytes on an empty folder. Without root the test is skipped, or fails when the environment
     * has {@code RINGCAP_REQUIRE_LIVE=1}.
     */
    public static SmallDisk mount(Path folder, long bytes) throws IOException {
        final boolean isRoot = Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        assumeTrue(isRoot || "1".equals(System.getenv("RINGCAP_REQUIRE_LIVE")), "needs root to mount a small disk");
        Commands.run("mount", "-t", "tmpfs", "-o", "size=" + bytes, "tmpfs", folder.toString());
        return new SmallDisk(folder);
    }

    @Override
    public void close() {
        Mounts.unmount(folder);
    }
}
