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
 * @param endedSessionsTtl how long an ended session can still be asked for
 * @param recentFor how long after its start an ended session is still meant by those who ask without an id
 * @param ownerIdle how long an owner may be silent before its captures are stopped and it is removed
 * @param ownerSweep how often owners are looked at for that
 * @param watchdogTimeout how long a worker may give no sign of life
 * @param snapshot what sessions get that bring no configuration of their own; its output folder, if any, is the manager's alone
 */
public record ManagerConfig(
        Clock clock,
        Duration startTimeout,
        Duration closeTimeout,
        int endedSessionsKept,
        Duration endedSessionsTtl,
        Duration recentFor,
        Duration ownerIdle,
        Duration ownerSweep,
        Duration watchdogTimeout,
        ConfigSnapshot snapshot) {
    private static final long MAX_TIMEOUT_MS = 86_400_000;

    /** What a busy machine may take from a thread without its being stuck. */
    private static final long MIN_WATCHDOG_MS = 500;

    private static final ManagerConfig DEFAULTS = new Builder().build();

    public ManagerConfig {
        Require.between("start timeout milliseconds", startTimeout.toMillis(), 1, MAX_TIMEOUT_MS);
        Require.between("close timeout milliseconds", closeTimeout.toMillis(), 1, MAX_TIMEOUT_MS);
        Require.between("ended sessions kept", endedSessionsKept, 0, 1_000_000);
        Require.between("ended sessions ttl milliseconds", endedSessionsTtl.toMillis(), 0, 365 * MAX_TIMEOUT_MS);
        Require.between("recent milliseconds", recentFor.toMillis(), 0, MAX_TIMEOUT_MS);
        Require.between("owner idle milliseconds", ownerIdle.toMillis(), 1, 365 * MAX_TIMEOUT_MS);
        Require.between("owner sweep milliseconds", ownerSweep.toMillis(), 1, MAX_TIMEOUT_MS);
        Require.between("watchdog milliseconds", watchdogTimeout.toMillis(), MIN_WATCHDOG_MS, MAX_TIMEOUT_MS);
    }

    /** {@return what is used when nothing else is said} */
    public static ManagerConfig defaults() {
        return DEFAULTS;
    }

    /** {@return a builder that begins with the defaults} */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects what differs from the defaults; confined to one thread. */
    public static final class Builder {
        private Clock clock = Clock.systemUTC();
        private Duration startTimeout = Duration.ofSeconds(10);
        private Duration closeTimeout = Duration.ofSeconds(5);
        private int endedSessionsKept = 1_000;
        private Duration endedSessionsTtl = Duration.ofHours(1);
        private Duration recentFor = Duration.ofMinutes(2);
        private Duration ownerIdle = Duration.ofMinutes(30);
        private Duration ownerSweep = Duration.ofMinutes(5);
        private Duration watchdogTimeout = Duration.ofSeconds(10);
        private ConfigSnapshot snapshot = ConfigSnapshot.defaults();

        private Builder() {}

        /** Tells the time of messages and ids. */
        public Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        /** How long {@code start()} waits for a session to run. */
        public Builder startTimeout(Duration timeout) {
            this.startTimeout = timeout;
            return this;
        }

        /** How long {@code close()} waits for all sessions. */
        public Builder closeTimeout(Duration timeout) {
            this.closeTimeout = timeout;
            return this;
        }

        /** How many ended sessions can still be asked for. */
        public Builder endedSessionsKept(int count) {
            this.endedSessionsKept = count;
            return this;
        }

        /** How long an ended session can still be asked for. */
        public Builder endedSessionsTtl(Duration ttl) {
            this.endedSessionsTtl = ttl;
            return this;
        }

        /** How long after its start an ended session is still meant by those who ask without an id. */
        public Builder recentFor(Duration time) {
            this.recentFor = time;
            return this;
        }

        /** How long an owner may be silent before its captures are stopped and it is removed. */
        public Builder ownerIdle(Duration idle) {
            this.ownerIdle = idle;
            return this;
        }

        /** How often owners are looked at for that. */
        public Builder ownerSweep(Duration interval) {
            this.ownerSweep = interval;
            return this;
        }

        /** How long a worker may give no sign of life. */
        public Builder watchdogTimeout(Duration timeout) {
            this.watchdogTimeout = timeout;
            return this;
        }

        /** What sessions get that bring no configuration of their own; its output folder, if any, is the manager's alone. */
        public Builder snapshot(ConfigSnapshot snapshot) {
            this.snapshot = snapshot;
            return this;
        }

        /** {@return what was collected, checked} */
        public ManagerConfig build() {
            return new ManagerConfig(
                    clock,
                    startTimeout,
                    closeTimeout,
                    endedSessionsKept,
                    endedSessionsTtl,
                    recentFor,
                    ownerIdle,
                    ownerSweep,
                    watchdogTimeout,
                    snapshot);
        }
    }
}
