package io.ringcap.internal.control;

import io.ringcap.config.ManagerConfig;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.ErrorCode;
import java.util.concurrent.TimeUnit;

/** Looks after one session at each tick: progress, signs of life, overdue ends, restarts. Confined to the manager's thread. */
final class Watchdog {
    private static final String NO_LIFE =
            "; what it had published is saved, what it held is counted as far as it is known";

    private final ManagerConfig config;
    private final Lifecycle lifecycle;
    private final Announcer announcer;
    private long forgivingUntilNs = System.nanoTime();

    Watchdog(ManagerConfig config, Lifecycle lifecycle, Announcer announcer) {
        this.config = config;
        this.lifecycle = lifecycle;
        this.announcer = announcer;
    }

    /**
     * @param isHeartbeatDue whether a second is over, and observers are to hear of those who live
     */
    void look(Session session, long nowNs, boolean isHeartbeatDue) {
        final WorkerRun run = session.run();
        if (run == null) {
            if (session.isRestartDue(nowNs)) {
                lifecycle.restart(session);
            }
            return;
        }
        if (!run.hasEnded()) {
            lookForLife(run, nowNs);
        }
        final CaptureStats stats = session.stats();
        if (session.isProgressDue(nowNs, stats)) {
            announcer.progress(session, stats);
        }
        if (isHeartbeatDue && nowNs - run.lastBeatNs() < TimeUnit.SECONDS.toNanos(1)) {
            announcer.heartbeat(session, stats);
        }
    }

    /** Says that the manager's own thread did not run for a while: so long nobody else may have, and nobody is to blame for it. */
    void onGap(long nowNs) {
        forgivingUntilNs = nowNs + config.watchdogTimeout().toNanos();
    }

    private void lookForLife(WorkerRun run, long nowNs) {
        if (nowNs - forgivingUntilNs < 0) {
            return;
        }
        if (run.isOverdue(nowNs)) {
            overdue(run);
        } else if (run.isThreadGone()) {
            lookForReport(run, nowNs);
        } else if (!run.isRescued() && !run.worker().isEnding()) {
            lookForBeat(run, nowNs);
        }
    }

    /** A thread that is gone has reported, and the report may be on its way; or it died. */
    private void lookForReport(WorkerRun run, long nowNs) {
        if (run.worker().isEnding()) {
            run.mustEndBy(nowNs + config.watchdogTimeout().toNanos());
        } else if (!run.isRescued()) {
            lifecycle.rescue(run, ErrorCode.RUN_ENGINE_DIED, "the capture thread died without a word" + NO_LIFE);
        }
    }

    private void lookForBeat(WorkerRun run, long nowNs) {
        final long silentNs = nowNs - run.lastBeatNs();
        if (silentNs > config.watchdogTimeout().toNanos()) {
            lifecycle.rescue(
                    run,
                    ErrorCode.RUN_TIMEOUT,
                    "the capture thread gave no sign of life for " + TimeUnit.NANOSECONDS.toMillis(silentNs) + " ms"
                            + NO_LIFE);
        }
    }

    /** First its lanes are ended without it; if that does not come to an end either, the manager goes on without them. */
    private void overdue(WorkerRun run) {
        final String text =
                "the capture thread did not end in its time; a sink or the disk holds it up, see unreleased()";
        if (run.isRescued()) {
            lifecycle.giveUp(run, ErrorCode.RUN_TIMEOUT, text);
        } else {
            lifecycle.rescue(run, ErrorCode.RUN_TIMEOUT, text);
        }
    }
}
