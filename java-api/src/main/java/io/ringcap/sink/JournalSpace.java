package io.ringcap.sink;

import java.io.File;
import java.io.IOException;

/**
 * Keeps the journal from touching a mapped page that the disk has no room for, which would kill the JVM or throw an
 * {@link InternalError}. Confined to the sink's thread; asking allocates nothing.
 *
 * <p>Free space is read again when what was read is spent, or is older than other writers need to use up the reserve.
 */
final class JournalSpace {
    /** Kept free: what others may write between two readings, Chronicle's index pages, and the END excerpt. */
    static final long RESERVE_BYTES = 16L << 20;

    /** Below this the session does not even get its END. */
    private static final long LAST_RESERVE_BYTES = 1L << 20;

    /** At 8 GB/s, the fastest that was seen, others write half of the reserve in this time. */
    private static final long MAX_AGE_NS = 1_000_000;

    private final File directory;
    private final long reserveBytes;
    private long budgetBytes;
    private long readAtNs;

    /** @param extraBytes what the user wants to be left alone, beside the reserve */
    JournalSpace(File directory, long extraBytes) {
        this.directory = directory;
        reserveBytes = RESERVE_BYTES + extraBytes;
        readAtNs = System.nanoTime() - MAX_AGE_NS;
    }

    /**
     * Takes room for an excerpt, before it is written.
     *
     * @throws DiskFullException if there is not enough; nothing was written then
     */
    void claim(long bytes) throws IOException {
        if (bytes > budgetBytes || System.nanoTime() - readAtNs >= MAX_AGE_NS) {
            readAgain(bytes);
        }
        budgetBytes -= bytes;
    }

    /** Whether a last excerpt of a few bytes may be written although the reserve has been reached. */
    boolean isRoomForEnd(long bytes) {
        return directory.getUsableSpace() >= LAST_RESERVE_BYTES + bytes;
    }

    /** Whether there is so much beyond the reserve. */
    boolean isRoomFor(long bytes) {
        return directory.getUsableSpace() - reserveBytes >= bytes;
    }

    private void readAgain(long bytes) throws IOException {
        final long usableBytes = directory.getUsableSpace();
        readAtNs = System.nanoTime();
        budgetBytes = usableBytes - reserveBytes;
        if (budgetBytes < bytes) {
            // What was read is not room that others have given back since.
            budgetBytes = 0;
            if (!directory.exists()) {
                throw new IOException("the folder of the journal " + directory
                        + " was removed or moved while it was recorded into; make it again");
            }
            throw new DiskFullException(
                    "No space left on device for the journal " + directory + ": " + usableBytes
                            + " bytes are free, of which " + reserveBytes
                            + " are kept in reserve; free some or name a folder on another disk",
                    null);
        }
    }
}
