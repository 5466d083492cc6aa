package io.ringcap.sink;

import java.io.IOException;
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
    private long enoughBytes = ENOUGH_BYTES;

    DiskWait(DiskRoom room) {
        this.room = room;
    }

    void begin(DiskFullException cause) {
        isWaiting = true;
        lookedAtNs = System.nanoTime();
        trouble.begins(cause);
    }

    /**
     * Whether nothing can be written now.
     *
     * @param makeRoom what may be done for room each time it is looked at, if it is not there by itself
     */
    boolean isOn(FileWork makeRoom) throws IOException {
        if (isWaiting && System.nanoTime() - lookedAtNs >= LOOK_NS) {
            lookedAtNs = System.nanoTime();
            if (!hasEnough()) {
                room.check();
                makeRoom.run();
            }
            isWaiting = !hasEnough();
            trouble.tell();
        }
        return isWaiting;
    }

    /** So much must be there at once for anything to be written. */
    void needs(long bytes) {
        enoughBytes = Math.max(enoughBytes, bytes);
    }

    /** Whether there is so much room that going on makes sense. */
    boolean hasEnough() {
        return room.wouldHave(enoughBytes);
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
