package io.ringcap.internal.control;

import io.ringcap.config.ConfigSnapshot;
import io.ringcap.message.CaptureConfigRefresh;
import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.EventType;
import io.ringcap.message.SessionState;
import io.ringcap.message.SessionStatus;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Changes of sessions that run: passed to the worker, and put down as the session's own when the worker says that they are in
 * force. Confined to the manager's thread.
 */
final class Reconfiguring {
    private final Operations operations;
    private final Announcer announcer;

    Reconfiguring(Operations operations, Announcer announcer) {
        this.operations = operations;
        this.announcer = announcer;
    }

    /** Asks the worker, or answers at once what is not for it. */
    void change(Session session, ChangeRequest change) {
        final int newest = Math.max(session.callerVersion(), session.requests().newestVersion());
        if (change.opVersion() != Operations.UNVERSIONED && change.opVersion() <= newest) {
            operations.countIgnored();
            change.answer().complete(session.status());
            return;
        }
        final SessionState state = session.state();
        if (state.isTerminal() || state == SessionState.STOPPING) {
            change.answer().completeExceptionally(SessionRequests.ended(session));
            return;
        }
        try {
            change.appliedTo(session.spec());
        } catch (CaptureException e) {
            // It makes no sense in itself, and nobody has been told of it yet.
            refuse(session, newest + 1, change, e);
            return;
        }
        final int version = change.opVersion() == Operations.UNVERSIONED ? newest + 1 : change.opVersion();
        session.requests().await(version, change);
        final WorkerRun run = session.run();
        if (run != null && state != SessionState.STARTING) {
            run.obey(refresh(session, version, change));
        }
        // Else it is passed on when there is a worker that can say whether it takes the filter.
    }

    /** Passes on what was asked for while the session was starting. */
    void started(Session session) {
        final WorkerRun run = session.run();
        if (run != null && session.state() == SessionState.RUNNING) {
            session.requests().open().forEach((version, change) -> run.obey(refresh(session, version, change)));
        }
    }

    /** The worker has made a change its own, or refused it. */
    void changed(Session session, int version, @Nullable CaptureException refused) {
        final ChangeRequest change = session.requests().answered(version);
        if (change == null) {
            return;
        }
        if (refused != null) {
            refuse(session, version, change, refused);
            return;
        }
        final ConfigSnapshot config = configAfter(session, change);
        session.changed(version, change.appliedTo(session.spec()), config);
        change.answer().complete(session.status());
        announcer.event(session, EventType.CONFIG_REFRESHED, refresh(session, version, change));
    }

    private void refuse(Session session, int version, ChangeRequest change, CaptureException why) {
        change.answer().completeExceptionally(why);
        announcer.event(session, EventType.CONFIG_REFUSED, refresh(session, version, change));
    }

    private CaptureConfigRefresh refresh(Session session, int version, ChangeRequest change) {
        return new CaptureConfigRefresh(
                announcer.nowUsec(), session.id(), version, configAfter(session, change), change.filter());
    }

    void pause(Session session, boolean isPauseWanted, CompletableFuture<SessionStatus> answer) {
        final SessionState state = session.state();
        final WorkerRun run = session.run();
        if (run == null || (state != SessionState.RUNNING && state != SessionState.PAUSED)) {
            answer.completeExceptionally(
                    state.isTerminal() || state == SessionState.STOPPING
                            ? SessionRequests.ended(session)
                            : new CaptureException(
                                    ErrorCode.START_INVALID_PARAMS,
                                    session.id().sessionId() + " is " + state
                                            + "; it can be paused when it runs: wait for its start"));
            return;
        }
        if (isPauseWanted ? run.worker().pause() : run.worker().resume()) {
            session.requests().awaitPause(isPauseWanted, answer);
        } else {
            answer.completeExceptionally(SessionRequests.ended(session));
        }
    }

    /** The worker has paused, or goes on. */
    void paused(Session session, boolean isPaused, boolean isEnding) {
        final SessionState state = session.state();
        if (isEnding) {
            // It only says that an order came too late.
            session.requests().refusePauses(session);
            return;
        }
        if (isPaused && state == SessionState.RUNNING) {
            session.state(SessionState.PAUSED, "pause");
            session.clock().paused(System.nanoTime());
            announcer.event(session, EventType.PAUSED, null);
        } else if (!isPaused && state == SessionState.PAUSED) {
            session.state(SessionState.RUNNING, "resume");
            session.clock().resumed(System.nanoTime());
            session.keepPause(false);
            announcer.event(session, EventType.RESUMED, null);
        }
        session.requests().answerPause(isPaused, session);
    }

    private static ConfigSnapshot configAfter(Session session, ChangeRequest change) {
        final ConfigSnapshot other = change.config();
        return other == null ? session.snapshot() : other;
    }
}
