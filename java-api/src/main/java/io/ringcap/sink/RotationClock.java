package io.ringcap.sink;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Says when the next file is due. Aligned files end at whole multiples of their time on the wall clock (UTC); others some time
 * after they were begun, whatever the wall clock does meanwhile. Confined to the sink's thread.
 */
final class RotationClock {
    private static final long NEVER = Long.MAX_VALUE;

    private final Clock wall;
    private final long everyNs;
    private final boolean isAligned;
    private long dueNs;
    private long dueWallMs = NEVER;

    RotationClock(Duration every, boolean isAligned, Clock wall) {
        this.wall = wall;
        this.isAligned = isAligned;
        everyNs = every.toNanos();
    }

    /** A file begins now. */
    void restart() {
        dueNs = System.nanoTime() + everyNs;
        if (isAligned) {
            final long everyMs = Math.max(TimeUnit.NANOSECONDS.toMillis(everyNs), 1);
            dueWallMs = (wall.millis() / everyMs + 1) * everyMs;
        }
    }

    /** Whether the file has had its time. */
    boolean isDue() {
        if (everyNs == 0) {
            return false;
        }
        final boolean isOverdue = System.nanoTime() - dueNs >= 0;
        // A wall clock that was set back does not make a file last longer than its time.
        return isAligned ? isOverdue || wall.millis() >= dueWallMs : isOverdue;
    }
}
