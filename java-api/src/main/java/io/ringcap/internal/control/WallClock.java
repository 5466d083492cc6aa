package io.ringcap.internal.control;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The embedder's clock, which must not be able to end a thread of ours: when it throws, the system's is asked. Any thread. */
final class WallClock {
    private final Clock clock;

    WallClock(Clock clock) {
        this.clock = clock;
    }

    /** Microseconds since the epoch. */
    long nowUsec() {
        final Instant now = now();
        return TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + now.getNano() / 1000;
    }

    private Instant now() {
        try {
            return clock.instant();
        } catch (RuntimeException e) {
            return Instant.now();
        }
    }
}
