package io.ringcap.bench.live.probe;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * The wall clock in nanoseconds without an object for each reading: {@link System#nanoTime} plus the distance between both
 * clocks, measured once. Immutable, for any thread; good until somebody sets the machine's clock, which {@link #errorNs} shows.
 */
final class NanoWallClock {
    private static final int TRIES = 2000;

    private final long offsetNs;

    private NanoWallClock(long offsetNs) {
        this.offsetNs = offsetNs;
    }

    /** A clock that agrees with the machine's now. */
    static NanoWallClock measured() {
        return new NanoWallClock(offset());
    }

    /** The same clock, running ahead by so much: a known error for self-tests. */
    NanoWallClock ahead(long nanos) {
        return new NanoWallClock(offsetNs + nanos);
    }

    long nanos() {
        return System.nanoTime() + offsetNs;
    }

    /** How far it is ahead of the machine's clock now. */
    long errorNs() {
        return offsetNs - offset();
    }

    /** Of many readings the one that was disturbed least: both clocks read within the shortest time. */
    private static long offset() {
        final Clock wall = Clock.systemUTC();
        long best = 0;
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            final long before = System.nanoTime();
            final Instant now = wall.instant();
            final long after = System.nanoTime();
            if (after - before < shortest) {
                shortest = after - before;
                best = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - (before + shortest / 2);
            }
        }
        return best;
    }
}
