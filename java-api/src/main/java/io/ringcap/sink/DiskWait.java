package io.ringcap.sink;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A recording's waiting for room on its disk: begun when there is none, over when there is some again, looked at now and then.
 * Confined to the sink's thread; only {@link #trouble} is for others too.
 */
final class DiskWait {
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(50);

    /** With less it would be full again at once. */
    private static final long ENOUGH_BYTES = 2L << 20;

    private final DiskRoom room;
    private final DiskTrouble trouble = new DiskTrouble();
    private boolean isWaiting;
    private long lookedAtNs;

    DiskWait(DiskRoom room) {
        this.room = room;
    }

    void begin(DiskFullException cause) {
        isWaiting = true;
        lookedAtNs = System.nanoTime();
        trouble.begins(cause);
    }

    /** Whether nothing can be written now. */
    boolean isOn() {
        if (isWaiting && System.nanoTime() - lookedAtNs >= LOOK_NS) {
            lookedAtNs = System.nanoTime();
            isWaiting = !room.wouldHave(ENOUGH_BYTES);
            trouble.tell();
        }
        return isWaiting;
    }

    /** So many packets came meanwhile. */
    void skipped(long packets) {
        trouble.skipped(packets);
    }

    /** All is known now. */
    void end() {
        trouble.tell();
    }

    /** What the user should know; null while all is well. */
    @Nullable
    String trouble() {
        return trouble.text();
    }
}
