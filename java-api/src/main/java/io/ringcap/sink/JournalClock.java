package io.ringcap.sink;

import java.time.Clock;
import java.util.concurrent.TimeUnit;
import net.openhft.chronicle.core.time.TimeProvider;

/**
 * Tells Chronicle the time, from which it derives the file to write to. Time stands still while a segment is written and
 * moves on by whole cycles, never back, when the next one begins: so segments end when the journal wants it, whatever the
 * clock says, and one that was set back cannot put new blocks before old ones. Moved by the sink's thread, read by any.
 */
final class JournalClock implements TimeProvider {
    private static final long DAY_MS = TimeUnit.DAYS.toMillis(1);

    private final Clock clock;
    private volatile long nowMs;
    private int cycleMs = (int) DAY_MS;

    JournalClock(Clock clock) {
        this.clock = clock;
        nowMs = clock.millis();
    }

    /**
     * Moves to the cycle that a session begins with. In a journal of a file a day it goes on with the file of its day; in
     * any other it begins one of its own, which no session before has left torn.
     *
     * @param newCycleMs how long a cycle of the queue is
     * @param lastCycle the newest that exists; negative when there is none
     */
    void start(int newCycleMs, int lastCycle) {
        cycleMs = newCycleMs;
        final int wall = wallCycle();
        if (lastCycle < 0) {
            moveTo(wall);
        } else {
            moveTo(isDaily() ? Math.max(lastCycle, wall) : lastCycle + 1);
        }
    }

    /**
     * Moves to the next segment's cycle. Short cycles are counted without gaps: Chronicle looks at each cycle between the
     * first and the last when it opens a queue, and a reader takes a gap for segments that are missing.
     */
    void next() {
        final int following = (int) (nowMs / cycleMs) + 1;
        moveTo(isDaily() ? Math.max(following, wallCycle()) : following);
    }

    /** The time by the wall's clock, in milliseconds. */
    long wallMs() {
        return clock.millis();
    }

    @Override
    public long currentTimeMillis() {
        return nowMs;
    }

    private boolean isDaily() {
        return cycleMs == DAY_MS;
    }

    private int wallCycle() {
        return (int) (clock.millis() / cycleMs);
    }

    private void moveTo(int cycle) {
        nowMs = (long) cycle * cycleMs;
    }
}
