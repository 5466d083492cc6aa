package io.ringcap.config;

import java.time.Clock;
import java.time.Duration;

/**
 * Settings of a manager. Immutable.
 *
 * @param clock tells the time of messages and ids
 * @param startTimeout how long {@code start()} waits for a session to run
 * @param closeTimeout how long {@code close()} waits for all sessions
 * @param endedSessionsKept how many ended sessions can still be asked for
 */
public record ManagerConfig(Clock clock, Duration startTimeout, Duration closeTimeout, int endedSessionsKept) {
    private static final long MAX_TIMEOUT_MS = 86_400_000;
    private static final ManagerConfig DEFAULTS =
            new ManagerConfig(Clock.systemUTC(), Duration.ofSeconds(10), Duration.ofSeconds(5), 1_000);

    public ManagerConfig {
        Require.between("start timeout milliseconds", startTimeout.toMillis(), 1, MAX_TIMEOUT_MS);
        Require.between("close timeout milliseconds", closeTimeout.toMillis(), 1, MAX_TIMEOUT_MS);
        Require.between("ended sessions kept", endedSessionsKept, 0, 1_000_000);
    }

    /** What is used when nothing else is said. */
    public static ManagerConfig defaults() {
        return DEFAULTS;
    }

    public ManagerConfig withClock(Clock other) {
        return new ManagerConfig(other, startTimeout, closeTimeout, endedSessionsKept);
    }

    public ManagerConfig withCloseTimeout(Duration other) {
        return new ManagerConfig(clock, startTimeout, other, endedSessionsKept);
    }

    public ManagerConfig withStartTimeout(Duration other) {
        return new ManagerConfig(clock, other, closeTimeout, endedSessionsKept);
    }
}
