package io.ringcap.internal.control;

import io.ringcap.message.CaptureEvent;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureFailed;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.CaptureFileReady;
import io.ringcap.message.CaptureFinished;
import io.ringcap.message.CaptureHeartbeat;
import io.ringcap.message.CaptureMessage;
import io.ringcap.message.CaptureProgress;
import io.ringcap.message.CaptureStarted;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.CleanerReport;
import io.ringcap.message.EffectiveSettings;
import io.ringcap.message.EventType;
import io.ringcap.message.FinishReason;
import io.ringcap.message.Message;
import io.ringcap.message.SessionId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells what happens: the session's listener, the observers of all sessions, and the flight recorder. Hands over and waits for
 * nobody. Confined to the manager's thread.
 */
final class Announcer {
    private final WallClock clock;
    private final Observers observers;
    private final FlightRecord flight;

    Announcer(WallClock clock, Observers observers, FlightRecord flight) {
        this.clock = clock;
        this.observers = observers;
        this.flight = flight;
    }

    long nowUsec() {
        return clock.nowUsec();
    }

    void started(WorkerRun run, EffectiveSettings effective, @Nullable String output) {
        final Session session = run.session();
        final long nowUsec = nowUsec();
        final CaptureStarted message = new CaptureStarted(
                nowUsec,
                session.id(),
                session.opVersion(),
                run.threadName(),
                ProcessHandle.current().pid(),
                nowUsec,
                session.snapshot().configHash(),
                output,
                effective);
        session.clock().resumed(System.nanoTime());
        session.running(effective, message);
        countFor(session);
        flight.started(message);
        observe(session, run.opVersion() == 1 ? EventType.STARTED : EventType.RESTARTED, message);
    }

    void progress(Session session, CaptureStats stats) {
        tell(
                session,
                EventType.PROGRESS,
                new CaptureProgress(nowUsec(), session.id(), stats, session.elapsedSec(), session.remainingSec()));
    }

    void fileReady(Session session, CaptureFileInfo file) {
        final CaptureFileReady message = new CaptureFileReady(nowUsec(), session.id(), List.of(file), null);
        flight.fileReady(message);
        tell(session, EventType.FILE_READY, message);
    }

    /** The worker lives. */
    void heartbeat(Session session, CaptureStats stats) {
        flight.counters(session.id(), stats);
        if (observers.isAnybody()) {
            observe(session, EventType.HEARTBEAT, new CaptureHeartbeat(nowUsec(), session.id(), stats));
        }
    }

    /** Something that has no message of its own, or the message that asked for it. */
    void event(Session session, EventType type, @Nullable Message about) {
        observe(session, type, about);
    }

    CaptureFailed failed(Session session, CaptureException cause, CaptureStats stats) {
        final long nowUsec = nowUsec();
        return new CaptureFailed(
                nowUsec,
                session.id(),
                cause.code(),
                String.valueOf(cause.getMessage()),
                cause.isPrerequisiteMissing(),
                stats,
                nowUsec);
    }

    CaptureFinished finished(Session session, FinishReason reason, CaptureStats stats) {
        final long nowUsec = nowUsec();
        final int exitCode = stats.partFailures().isEmpty() ? 0 : 1;
        return new CaptureFinished(
                nowUsec,
                session.id(),
                nowUsec,
                stats,
                exitCode,
                reason,
                session.files(),
                session.fileList().total());
    }

    /**
     * The cleaner has done something, or could not.
     *
     * @param session the session, if it is one that still hears
     * @param about the session that it is about, or null
     */
    void cleaned(@Nullable Session session, @Nullable SessionId about, CleanerReport report) {
        if (session != null) {
            session.deliver(report);
            countFor(session);
        }
        if (observers.isAnybody()) {
            observers.tell(new CaptureEvent(nowUsec(), about, EventType.CLEAN, report));
        }
    }

    /** The session has delivered its last message; now the others. */
    void ended(Session session, CaptureMessage last) {
        countFor(session);
        flight.ended(last);
        observe(session, last instanceof CaptureFailed ? EventType.FAILED : EventType.FINISHED, last);
    }

    private void tell(Session session, EventType type, CaptureMessage message) {
        session.deliver(message);
        countFor(session);
        observe(session, type, message);
    }

    private void observe(Session session, EventType type, @Nullable Message message) {
        if (observers.isAnybody()) {
            observers.tell(new CaptureEvent(nowUsec(), session.id(), type, message));
        }
    }

    private static void countFor(Session session) {
        final Owner owner = session.owner();
        if (owner != null) {
            owner.countMessage();
        }
    }
}
