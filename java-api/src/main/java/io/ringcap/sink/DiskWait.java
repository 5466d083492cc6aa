package io.ringcap.sink;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A recording's waiting for room on its disk: begun when there is none, over when there is some again, looked at now and then.
 * Confined to the sink's thread; only {@link #trouble} is for others too.
 */
final class DiskWait {
    private static final System.Logger LOG = System.getLogger("io.ringcap.sink");
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(50);

    /** With less it would be full again at once. */
    private static final long ENOUGH_BYTES = 2L << 20;

    private final DiskRoom room;
    private boolean isWaiting;
    private long lookedAtNs;
    private long times;
    private long skippedPackets;
    private String why = "";
    private volatile @Nullable String trouble;

    DiskWait(DiskRoom room) {
        this.room = room;
    }

    void begin(DiskFullException cause) {
        isWaiting = true;
        lookedAtNs = System.nanoTime();
        times++;
        why = String.valueOf(cause.getMessage());
        LOG.log(System.Logger.Level.WARNING, "recording waits for room, packets are counted as not saved: {0}", why);
        tell();
    }

    /** Whether nothing can be written now. */
    boolean isOn() {
        if (isWaiting && System.nanoTime() - lookedAtNs >= LOOK_NS) {
            lookedAtNs = System.nanoTime();
            isWaiting = !room.wouldHave(ENOUGH_BYTES);
            if (!isWaiting) {
                LOG.log(System.Logger.Level.INFO, "there is room again, recording goes on");
                tell();
            }
        }
        return isWaiting;
    }

    /** So many packets came meanwhile. */
    void skipped(long packets) {
        skippedPackets += packets;
    }

    /** What the user should know; null while all is well. The count of packets is that of the last pause that is over. */
    @Nullable
    String trouble() {
        return trouble;
    }

    /** All is known now. */
    void end() {
        if (times > 0) {
            tell();
        }
    }

    private void tell() {
        trouble = "waited for room " + (times == 1 ? "once" : times + " times") + ", " + skippedPackets
                + " packets were not saved: " + why;
    }
}
