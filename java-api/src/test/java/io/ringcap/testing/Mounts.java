package io.ringcap.testing;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Taking file systems away that tests have mounted. Stateless. */
final class Mounts {
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private Mounts() {}

    /**
     * Unmounts a folder. Write-behind lets go of a closed file a moment later than its writer, and the kernel takes its time to give
     * the pages of a deleted one back: until then the file system is in use, and no descriptor and no mapping shows by whom.
     */
    static void unmount(Path folder) {
        final long sinceNs = System.nanoTime();
        while (true) {
            try {
                Commands.run("umount", folder.toString());
                return;
            } catch (IllegalStateException e) {
                if (System.nanoTime() - sinceNs > PATIENCE_NS) {
                    throw e;
                }
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }
}
