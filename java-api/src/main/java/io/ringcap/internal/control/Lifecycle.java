package io.ringcap.internal.control;

import io.ringcap.config.CaptureMode;
import io.ringcap.config.CaptureSpec;
import io.ringcap.internal.ring.ConfigChange;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.CaptureMessage;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.CaptureTotals;
import io.ringcap.message.EffectiveSettings;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.FinishReason;
import io.ringcap.message.PartFailure;
import io.ringcap.message.SessionState;
import io.ringcap.message.SessionStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * From a session's start to its last message: every step of a session's state is taken here. Confined to the manager's thread,
 * but for {@link #post}; waits for nobody.
 */
final class Lifecycle {
    private static final System.Logger LOG = System.getLogger(Lifecycle.class.getName());

    /** What a worker is given beyond its own time to stop, before its lanes are ended without it. */
    private static final long GRACE_NS = TimeUnit.SECONDS.toNanos(1);

    private final Mailbox mailbox;
    private final SessionRegistry registry;
    private final Operations operations;
    private final Workers workers;
    private final Announcer announcer;
    private final Cleaner cleaner;
    private final FileWork files;
    private final SessionTotals totals = new SessionTotals();
    private final Queueing queueing;
    private final Reconfiguring reconfiguring;
    private boolean isClosing;

    Lifecycle(
            Mailbox mailbox,
            SessionRegistry registry,
            Operations operations,
            Workers workers,
            Announcer announcer,
            Cleaner cleaner,
            FileWork files) {
        this.mailbox = mailbox;
        this.registry = registry;
        this.operations = operations;
        this.workers = workers;
        this.announcer = announcer;
        this.cleaner = cleaner;
        this.files = files;
        this.queueing = new Queueing(registry);
        this.reconfiguring = new Reconfiguring(operations, announcer);
    }

    /** The time of messages. Any thread. */
    long nowUsec() {
        return announcer.nowUsec();
    }

    /** What all sessions have counted. Any thread. */
    CaptureTotals totals() {
        return totals.read();
    }

    /** Any thread: the call is made by the manager's. */
    void post(Runnable message) {
        mailbox.post(message);
    }

    // ---- what is asked for ----

    void onSubmit(Session session, @Nullable Session replaced) {
        registry.add(session);
        totals.began(session);
        if (isClosing) {
            fail(session, "the manager is closed; open another one");
            return;
        }
        if (operations.isOvertaken(session)) {
            // A newer version of it was taken, and posted first.
            concludeWithoutWorker(session, FinishReason.SUPERSEDED);
            return;
        }
        final List<Session> before = queueing.predecessors(session, replaced);
        if (before.isEmpty()) {
            start(session);
            return;
        }
        before.forEach(each -> onStop(each, FinishReason.SUPERSEDED, true));
    }

    void onStop(Session session, FinishReason reason, boolean isLossless) {
        final SessionState state = session.state();
        if (state.isTerminal()) {
            return;
        }
        final WorkerRun run = session.run();
        if (run == null) {
            // Waits for another session to end, or for its restart.
            concludeWithoutWorker(session, reason);
            return;
        }
        if (state != SessionState.STOPPING) {
            session.state(SessionState.STOPPING, reason.text());
            run.mustEndBy(System.nanoTime() + session.config().stopTimeout().toNanos() + GRACE_NS);
        }
        workers.stop(run, reason, isLossless, announcer.nowUsec());
    }

    void onPause(Session session, boolean isPauseWanted, CompletableFuture<SessionStatus> answer) {
        reconfiguring.pause(session, isPauseWanted, answer);
    }

    void onChange(Session session, ChangeRequest change) {
        reconfiguring.change(session, change);
    }

    // ---- what workers report ----

    void onStarted(WorkerRun run, EffectiveSettings effective, @Nullable String output) {
        final Session session = run.session();
        if (session.run() != run || session.state().isTerminal()) {
            // The manager went on without it; nothing comes after the last message.
            return;
        }
        if (session.state() == SessionState.STARTING) {
            session.state(SessionState.RUNNING, "started");
        }
        announcer.started(run, effective, output);
        reconfiguring.started(session);
    }

    void onFileReady(Session session, CaptureFileInfo file) {
        session.fileList().add(file);
        totals.published(file);
        if (!session.state().isTerminal()) {
            announcer.fileReady(session, file);
        }
        files.published(session, file);
    }

    void onPartFailed(Session session, PartFailure failure) {
        LOG.log(System.Logger.Level.DEBUG, "{0}: {1} failed", session.id().sessionId(), failure.part());
        final SessionState state = session.state();
        if (state == SessionState.RUNNING || state == SessionState.PAUSED || state == SessionState.STOPPING) {
            session.progressSoon();
        }
    }

    void onChanged(WorkerRun run, ConfigChange change, @Nullable CaptureException refused) {
        reconfiguring.changed(run.session(), change.version(), refused);
    }

    void onPaused(WorkerRun run, boolean isPaused) {
        final Session session = run.session();
        if (session.run() == run) {
            reconfiguring.paused(session, isPaused, run.worker().isEnding());
        }
    }

    void onEnded(WorkerRun run, FinishReason reason, @Nullable CaptureException failure, CaptureStats stats) {
        run.outcome(reason, failure, stats);
        // One that was given up is with the cleaner already.
        if (run.session().run() == run) {
            cleaner.release(run, () -> mailbox.post(() -> onReleased(run)));
        }
    }

    /** The cleaner has released what it could; what it could not, it names until it can. */
    void onReleased(WorkerRun run) {
        final Session session = run.session();
        if (session.run() != run) {
            return;
        }
        session.runEnded();
        final CaptureException cause = run.cause();
        if (cause != null && mayRestart(session, cause)) {
            final int restart = session.nextRestart(System.nanoTime());
            session.keepPause(session.state() == SessionState.PAUSED || session.isPauseKept());
            // Until it captures again no time of capture goes by.
            session.clock().paused(System.nanoTime());
            session.requests().refusePauses(session);
            if (session.state() != SessionState.STARTING) {
                session.state(SessionState.STARTING, "restart " + restart + " after: " + cause.getMessage());
            }
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} broke off and is started again ({1} of {2}): {3}",
                    session.id().sessionId(),
                    restart,
                    session.config().restart().maxRestarts(),
                    cause.getMessage());
            return;
        }
        conclude(session, run.reason(), cause);
    }

    // ---- what the manager sees by itself ----

    /** Starts again what has waited long enough for it. */
    void restart(Session session) {
        final CaptureSpec whole = EffectiveSpec.of(session.spec(), session.snapshot());
        final long capturedNs = session.clock().capturedNs();
        final FinishReason reached = EffectiveSpec.reached(whole, session.earlierStats(), capturedNs);
        if (reached != null) {
            concludeWithoutWorker(session, reached);
            return;
        }
        launch(session, EffectiveSpec.rest(whole, session.earlierStats(), capturedNs));
    }

    /** Ends the lanes of a worker that does not end by itself, so that its files are published. */
    void rescue(WorkerRun run, ErrorCode code, String text) {
        final Session session = run.session();
        final long deadlineNs =
                System.nanoTime() + session.config().stopTimeout().toNanos() + GRACE_NS;
        LOG.log(System.Logger.Level.ERROR, "{0}: {1}", session.id().sessionId(), text);
        try {
            run.rescue(new CaptureException(code, text), deadlineNs);
        } catch (Throwable t) {
            // No thread to be had for it.
            giveUp(run, code, text);
        }
    }

    /** Goes on without a worker that does not end; the cleaner names it until it does. */
    void giveUp(WorkerRun run, ErrorCode code, String text) {
        final Session session = run.session();
        if (!run.hasEnded()) {
            run.outcome(FinishReason.SHUTDOWN, new CaptureException(code, text), run.stats());
            cleaner.release(run, () -> mailbox.post(() -> onReleased(run)));
        }
        session.runEnded();
        conclude(session, run.reason(), run.cause());
    }

    /** Nothing is started any more, and what runs is stopped. */
    void close() {
        isClosing = true;
        stopEach(any -> true, FinishReason.SHUTDOWN);
    }

    /** Stops all that are meant; one that cannot be told does not keep the others running. */
    void stopEach(Predicate<Session> isMeant, FinishReason reason) {
        for (Session session : new ArrayList<>(registry.active())) {
            guarded(session, () -> {
                if (isMeant.test(session)) {
                    onStop(session, reason, true);
                }
            });
        }
    }

    private static void guarded(Session session, Runnable step) {
        try {
            step.run();
        } catch (Throwable t) {
            LOG.log(System.Logger.Level.ERROR, "could not end " + session.id().sessionId() + " in good order", t);
        }
    }

    /** Ends what has not ended in the time that closing may take. */
    void abandon(Collection<Session> sessions) {
        for (Session session : new ArrayList<>(sessions)) {
            guarded(session, () -> abandon(session));
        }
    }

    private void abandon(Session session) {
        final WorkerRun run = session.run();
        if (run == null) {
            concludeWithoutWorker(session, FinishReason.SHUTDOWN);
        } else {
            giveUp(
                    run,
                    ErrorCode.RUN_TIMEOUT,
                    "the capture thread did not end in its time; a sink or the disk holds it up, see unreleased()");
        }
    }

    // ---- steps ----

    private void start(Session session) {
        session.state(SessionState.STARTING, "start");
        launch(session, EffectiveSpec.of(session.spec(), session.snapshot()));
    }

    private void launch(Session session, CaptureSpec spec) {
        final WorkerRun run = workers.make(session, spec, this);
        session.run(run);
        if (session.isPauseKept()) {
            // Obeyed before the first block.
            run.worker().pause();
        }
        try {
            workers.start(run, spec, announcer.nowUsec());
        } catch (Throwable t) {
            session.runEnded();
            fail(session, "no thread can be had for the capture: " + t + "; raise the limit of threads");
        }
    }

    private boolean mayRestart(Session session, CaptureException cause) {
        final SessionState state = session.state();
        return !isClosing
                // A file would be read from its beginning, and its packets be there twice.
                && session.spec().mode() != CaptureMode.FILE
                && (state == SessionState.RUNNING || state == SessionState.PAUSED || state == SessionState.STARTING)
                && session.restarts() < session.config().restart().maxRestarts()
                && (cause.code() == ErrorCode.RUN_ENGINE_DIED
                        || cause.code() == ErrorCode.RUN_TIMEOUT
                        || cause.code() == ErrorCode.RUN_INTERFACE_GONE
                        // It ran before: what keeps it from starting now may pass, as an interface that comes back.
                        || (state == SessionState.STARTING && session.clock().capturedNs() > 0));
    }

    private void fail(Session session, String text) {
        conclude(session, FinishReason.STOPPED, new CaptureException(ErrorCode.START_ENGINE_FAILED, text));
    }

    private void concludeWithoutWorker(Session session, FinishReason reason) {
        if (session.state() == SessionState.STARTING) {
            session.state(SessionState.STOPPING, reason.text());
        }
        conclude(session, reason, null);
    }

    private void conclude(Session session, FinishReason reason, @Nullable CaptureException cause) {
        final CaptureStats stats = session.stats();
        final CaptureMessage last =
                cause != null ? announcer.failed(session, cause, stats) : announcer.finished(session, reason, stats);
        final SessionState end = endOf(session, reason, cause);
        // Whoever hears of the end must not be shown it as running.
        registry.ended(session);
        totals.ended(session, end, stats, cause);
        files.ended(session);
        session.conclude(end, reason, last, cause);
        announcer.ended(session, last);
        for (Session next : queueing.successors(session)) {
            start(next);
        }
    }

    private static SessionState endOf(Session session, FinishReason reason, @Nullable CaptureException cause) {
        if (cause != null) {
            return SessionState.FAILED;
        }
        return reason == FinishReason.CANCELLED || session.state() == SessionState.PENDING
                ? SessionState.CANCELLED
                : SessionState.COMPLETED;
    }
}
