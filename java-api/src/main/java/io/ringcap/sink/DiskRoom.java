package io.ringcap.sink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Watches the free space of a recording's disk, so that its reserve is left alone. Confined to the sink's thread; asking costs
 * nothing without a reserve, and with one a system call for each so many bytes or milliseconds.
 */
final class DiskRoom {
    /** Others write to the disk too. */
    private static final long MAX_AGE_NS = 1_000_000;

    private final Path folder;
    private final long reserveBytes;
    private long budgetBytes;
    private long readAtNs = System.nanoTime() - MAX_AGE_NS;

    DiskRoom(Path folder, long reserveBytes) {
        this.folder = folder;
        this.reserveBytes = reserveBytes;
    }

    /** Whether so many bytes may be written. */
    boolean has(long bytes) throws IOException {
        if (reserveBytes == 0) {
            return true;
        }
        if (bytes > budgetBytes || System.nanoTime() - readAtNs >= MAX_AGE_NS) {
            budgetBytes = freeBytes() - reserveBytes;
            readAtNs = System.nanoTime();
        }
        if (bytes > budgetBytes) {
            check();
            return false;
        }
        budgetBytes -= bytes;
        return true;
    }

    /** Throws what no free space mends. */
    void check() throws IOException {
        check(folder);
    }

    static void check(Path folder) throws IOException {
        if (!folder.toFile().exists()) {
            throw new IOException(
                    "the folder " + folder + " was removed or moved while it was recorded into; make it again");
        }
        if (Files.getFileStore(folder).isReadOnly()) {
            throw new IOException(
                    "the disk of " + folder
                            + " cannot be written to any more (Read-only file system); look at what the system's log says of it");
        }
    }

    /** Whether so many bytes would be free beside the reserve; always looks. */
    boolean wouldHave(long bytes) {
        return freeBytes() - reserveBytes >= bytes;
    }

    long freeBytes() {
        return folder.toFile().getUsableSpace();
    }

    DiskFullException full() {
        return new DiskFullException(
                "No space left on device beside the reserve: " + folder + " has " + freeBytes()
                        + " bytes, of which " + reserveBytes
                        + " are to be kept; free some space there, write to another disk, or ask for a smaller reserve",
                null);
    }
}
