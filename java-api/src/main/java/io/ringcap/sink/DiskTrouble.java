package io.ringcap.sink;

import org.jspecify.annotations.Nullable;

/**
 * What a recording tells of the times in which its disk took no more: how many packets that cost, and why. Written by the sink's
 * thread, read by any.
 */
final class DiskTrouble {
    private static final System.Logger LOG = System.getLogger("io.ringcap.sink");

    private long times;
    private long skippedPackets;
    private String why = "";
    private volatile @Nullable String text;

    /** From now on packets are left out. */
    void begins(DiskFullException cause) {
        why = String.valueOf(cause.getMessage());
        times++;
        if (times == 1) {
            // Once: a disk at its limit may do this many times a second. How much was lost is in the counters.
            LOG.log(
                    System.Logger.Level.WARNING,
                    "recording waits for room, packets are counted as not saved: {0}",
                    why);
        }
        tell();
    }

    /** So many packets were left out. */
    void skipped(long packets) {
        skippedPackets += packets;
    }

    long skippedPackets() {
        return skippedPackets;
    }

    /** Brings the text up to date: at the end of a pause, and of the recording. */
    void tell() {
        if (times > 0) {
            text = "waited for room " + (times == 1 ? "once" : times + " times") + ", " + skippedPackets
                    + " packets were not saved: " + why;
        }
    }

    /** What the user should know; null while all is well. The packets are those up to the last pause that is over. */
    @Nullable
    String text() {
        return text;
    }
}
