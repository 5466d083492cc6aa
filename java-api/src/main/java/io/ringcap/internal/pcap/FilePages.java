package io.ringcap.internal.pcap;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The page cache of a file that somebody else is writing. Advice to the system only: what the file holds is the same without it.
 * Confined to one thread, whose calls may wait for the disk.
 */
public final class FilePages implements AutoCloseable {
    private static final int CLOSED = -1;

    private final Path path;
    private int descriptor;

    private FilePages(Path path, int descriptor) {
        this.path = path;
        this.descriptor = descriptor;
    }

    /** Whether this JVM can do it: not without the shim. */
    public static boolean areSteerable() {
        return NativeLibrary.isAvailable();
    }

    /** Opens an existing regular file beside its writer. */
    public static FilePages open(Path path) throws IOException {
        return new FilePages(path, checked("open", path, NativeCalls.pagesOpen(NativeSource.utf8(path.toString()))));
    }

    /** Begins to send a range's dirty pages to the disk. */
    public void send(long offset, long bytes) throws IOException {
        checked("begin to send to the disk", path, NativeCalls.pagesSend(descriptor, offset, bytes));
    }

    /**
     * Waits until what was sent of a range is on the disk, and drops its pages, except those that are dirty again or mapped.
     *
     * @throws IOException also if the disk did not take what the writer believes written
     */
    public void drop(long offset, long bytes) throws IOException {
        checked(
                "see all of it on the disk, which the system's log may explain:",
                path,
                NativeCalls.pagesDrop(descriptor, offset, bytes));
    }

    @Override
    public void close() throws IOException {
        final int open = descriptor;
        descriptor = CLOSED;
        if (open != CLOSED) {
            checked("close", path, NativeCalls.pagesClose(open));
        }
    }

    private static int checked(String what, Path path, int result) throws IOException {
        if (result < 0) {
            throw new IOException("cannot " + what + " " + path + ": errno " + -result);
        }
        return result;
    }
}
