package io.ringcap.internal.control;

/**
 * How long a session has captured: from its first start to its end, without the times in which it was paused. Written by the
 * manager's thread, read by any.
 */
final class SessionClock {
    private static final double NANOS_PER_SECOND = 1e9;

    /** One immutable moment, so that readers never see half a change. A time of 0 has not come yet. */
    private record Marks(long startedNs, long pausedAtNs, long pausedNs, long endedNs) {}

    private volatile Marks marks = new Marks(0, 0, 0, 0);

    /** The session captures for the first time; later calls change nothing. */
    void started(long nowNs) {
        if (marks.startedNs == 0) {
            marks = new Marks(nowNs, 0, 0, 0);
        }
    }

    void paused(long nowNs) {
        final Marks now = marks;
        if (now.pausedAtNs == 0) {
            marks = new Marks(now.startedNs, nowNs, now.pausedNs, now.endedNs);
        }
    }

    void resumed(long nowNs) {
        final Marks now = marks;
        if (now.pausedAtNs != 0) {
            marks = new Marks(now.startedNs, 0, now.pausedNs + nowNs - now.pausedAtNs, now.endedNs);
        }
    }

    void ended(long nowNs) {
        resumed(nowNs);
        final Marks now = marks;
        marks = new Marks(now.startedNs, 0, now.pausedNs, nowNs);
    }

    /** Nanoseconds of capture so far. */
    long capturedNs() {
        final Marks now = marks;
        if (now.startedNs == 0) {
            return 0;
        }
        final long until = now.endedNs != 0 ? now.endedNs : now.pausedAtNs != 0 ? now.pausedAtNs : System.nanoTime();
        return Math.max(until - now.startedNs - now.pausedNs, 0);
    }

    double capturedSec() {
        return capturedNs() / NANOS_PER_SECOND;
    }
}
