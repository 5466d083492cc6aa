package io.ringcap.sink;

import java.time.Clock;
import java.util.concurrent.TimeUnit;
import net.openhft.chronicle.core.time.TimeProvider;

/**
 * Tells Chronicle the time, from which it derives the file to write to: one a day. Time moves only between two excerpts and
 * never back, so the writer knows of a new file before it is made, and a clock that was set back cannot put new blocks
 * before old ones. Moved by the sink's thread, read by any.
 */
final class JournalClock implements TimeProvider {
    static final long CYCLE_MS = TimeUnit.DAYS.toMillis(1);

    private final Clock clock;
    private volatile long nowMs;
    private long cycleEndMs;

    JournalClock(Clock clock) {
        this.clock = clock;
        moveTo(clock.millis());
    }

    /** Lets no cycle come that is older than one that exists already. */
    void notBefore(int cycle) {
        if (cycle * CYCLE_MS > nowMs) {
            moveTo(cycle * CYCLE_MS);
        }
    }

    /** Moves on when a new cycle has begun, and says so. */
    boolean advance() {
        final long now = clock.millis();
        if (now < cycleEndMs) {
            return false;
        }
        moveTo(now);
        return true;
    }

    @Override
    public long currentTimeMillis() {
        return nowMs;
    }

    private void moveTo(long ms) {
        nowMs = ms;
        cycleEndMs = (ms / CYCLE_MS + 1) * CYCLE_MS;
    }
}
