package io.ringcap.internal.control;

import static java.util.Objects.requireNonNull;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.ManagerConfig;
import io.ringcap.internal.ring.CaptureWorker;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureFailed;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.CaptureFileReady;
import io.ringcap.message.CaptureFinished;
import io.ringcap.message.CaptureMessage;
import io.ringcap.message.CaptureProgress;
import io.ringcap.message.CaptureStarted;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.EffectiveSettings;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.FinishReason;
import io.ringcap.message.PartFailure;
import io.ringcap.message.SessionState;
import io.ringcap.sink.Sink;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The manager's thread: the only writer of session state. It takes messages from its mailbox, waits for nobody and for no
 * disk, and looks after progress at its tick. Lives from the first session to {@link #close}.
 */
public final class ManagerLoop implements Runnable, Mailbox {
    private static final System.Logger LOG = System.getLogger(ManagerLoop.class.getName());

    /** How often progress is looked at; it caps a session's progress messages at ten a second. */
    private static final long TICK_MS = 100;

    private static final long GRACE_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Clock clock;
    private final ManagerConfig config;
    private final LinkedBlockingQueue<Consumer<ManagerLoop>> mailbox = new LinkedBlockingQueue<>();
    private final SessionRegistry registry;
    private final ListenerPool listeners = new ListenerPool();
    private final Cleaner cleaner = new Cleaner(this);
    private final AtomicLong listenerFailures = new AtomicLong();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private long lastTickNs = System.nanoTime();
    private long closeDeadlineNs;
    private boolean isClosing;

    public ManagerLoop(ManagerConfig config) {
        this.clock = config.clock();
        this.config = config;
        this.registry = new SessionRegistry(config);
    }

    // ---- any thread ----

    @Override
    public void post(Consumer<ManagerLoop> message) {
        mailbox.add(message);
        if (stopped.getCount() == 0) {
            takeLeftovers();
        }
    }

    /** What comes when the manager's thread has ended still gets its answer, from the thread that brought it. */
    private synchronized void takeLeftovers() {
        for (Consumer<ManagerLoop> message = mailbox.poll(); message != null; message = mailbox.poll()) {
            handle(message);
        }
    }

    /** Makes a session and has it started. Returns at once. */
    public Session submit(
            CaptureSpec spec, CaptureConfig how, List<Sink> sinks, String key, Consumer<CaptureMessage> listener) {
        final OrderedDelivery delivery = new OrderedDelivery(listeners, listener, listenerFailures);
        final Session session =
                new Session(registry.newId(key), spec, how, sinks, nowUsec(), this, delivery, listeners);
        post(loop -> loop.onStart(session));
        return session;
    }

    public SessionRegistry registry() {
        return registry;
    }

    /** How many times a listener has thrown. */
    public long listenerFailures() {
        return listenerFailures.get();
    }

    /** What ended sessions still hold, for people; empty when all is released. */
    public List<String> unreleased() {
        return cleaner.unreleased();
    }

    /** Stops all sessions and ends the threads, within the configured time. Idempotent; safe in a listener. */
    public void close() {
        final long deadlineNs = System.nanoTime() + config.closeTimeout().toNanos();
        post(loop -> loop.onClose(deadlineNs));
        try {
            if (!stopped.await(remaining(deadlineNs) + GRACE_NS, TimeUnit.NANOSECONDS)) {
                LOG.log(System.Logger.Level.ERROR, "the manager did not stop in {0}", config.closeTimeout());
            }
            listeners.close(remaining(deadlineNs));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long remaining(long deadlineNs) {
        return Math.max(deadlineNs - System.nanoTime(), 0);
    }

    // ---- the manager's thread ----

    @Override
    public void run() {
        try {
            final Thread cleaning = new Thread(cleaner, "ringcap-cleaner");
            cleaning.setDaemon(true);
            cleaning.start();
            while (!isOver()) {
                takeOne();
                tick();
            }
            giveUp(registry.active());
            cleaner.close();
            cleaning.join(TimeUnit.NANOSECONDS.toMillis(GRACE_NS));
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.ERROR, "the manager''s thread was interrupted; its sessions are lost", e);
        } finally {
            isClosing = true;
            stopped.countDown();
            takeLeftovers();
        }
    }

    private void takeOne() throws InterruptedException {
        final Consumer<ManagerLoop> message = mailbox.poll(TICK_MS, TimeUnit.MILLISECONDS);
        if (message != null) {
            handle(message);
        }
    }

    private void handle(Consumer<ManagerLoop> message) {
        try {
            message.accept(this);
        } catch (Throwable t) {
            // Whatever it is, it concerns one session; the others need their manager.
            LOG.log(System.Logger.Level.ERROR, "the manager could not handle a message", t);
        }
    }

    private boolean isOver() {
        return isClosing && (registry.active().isEmpty() || System.nanoTime() - closeDeadlineNs > 0);
    }

    private void tick() {
        final long nowNs = System.nanoTime();
        if (nowNs - lastTickNs < TimeUnit.MILLISECONDS.toNanos(TICK_MS)) {
            return;
        }
        lastTickNs = nowNs;
        final List<Session> overdue = new ArrayList<>();
        for (Session session : registry.active()) {
            try {
                final CaptureStats stats = session.stats();
                if (session.isProgressDue(nowNs, stats)) {
                    deliverProgress(session, stats);
                }
                if (session.isOverdue(nowNs)) {
                    overdue.add(session);
                }
            } catch (Throwable t) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "cannot look after " + session.id().sessionId(),
                        t);
            }
        }
        giveUp(overdue);
    }

    private void onStart(Session session) {
        registry.add(session);
        if (isClosing) {
            fail(session, "the manager is closed; open another one");
            return;
        }
        session.state(SessionState.STARTING, "start");
        final Thread thread = new Thread(
                requireNonNull(session.worker()), "ringcap-" + session.id().captureId() + "-worker");
        thread.setDaemon(true);
        try {
            thread.start();
        } catch (Throwable t) {
            fail(session, "no thread can be had for the capture: " + t + "; raise the limit of threads");
        }
    }

    private void fail(Session session, String text) {
        session.outcome(
                FinishReason.SHUTDOWN, new CaptureException(ErrorCode.START_ENGINE_FAILED, text), CaptureStats.NONE);
        conclude(session);
        session.neverRan();
    }

    void onStarted(Session session, EffectiveSettings effective, @Nullable String output) {
        if (session.state().isTerminal()) {
            // The manager went on without it; nothing comes after the last message.
            return;
        }
        if (session.state() == SessionState.STARTING) {
            session.state(SessionState.RUNNING, "started");
        }
        final long nowUsec = nowUsec();
        session.running(
                effective,
                new CaptureStarted(
                        nowUsec,
                        session.id(),
                        1,
                        "ringcap-" + session.id().captureId() + "-worker",
                        ProcessHandle.current().pid(),
                        nowUsec,
                        output,
                        effective));
    }

    void onStop(Session session, FinishReason reason, boolean isLossless) {
        final SessionState state = session.state();
        if (state.isTerminal()) {
            return;
        }
        if (state != SessionState.STOPPING) {
            session.state(SessionState.STOPPING, reason.text());
            session.stopping();
        }
        final CaptureWorker worker = session.worker();
        if (worker != null) {
            worker.requestStop(reason, isLossless);
        }
    }

    void onFileReady(Session session, CaptureFileInfo file) {
        session.addFile(file);
        if (session.state().isTerminal()) {
            return;
        }
        session.deliver(new CaptureFileReady(nowUsec(), session.id(), List.of(file)));
    }

    void onPartFailed(Session session, PartFailure failure) {
        LOG.log(System.Logger.Level.DEBUG, "{0}: {1} failed", session.id().sessionId(), failure.part());
        if (session.state() == SessionState.RUNNING || session.state() == SessionState.STOPPING) {
            deliverProgress(session, session.stats());
        }
    }

    void onEnded(Session session, FinishReason reason, @Nullable CaptureException failure, CaptureStats stats) {
        session.outcome(reason, failure, stats);
        if (!session.state().isTerminal()) {
            cleaner.release(session);
        }
    }

    void onReleased(Session session) {
        if (!session.state().isTerminal()) {
            conclude(session);
        }
    }

    private void onClose(long deadlineNs) {
        if (isClosing) {
            return;
        }
        isClosing = true;
        closeDeadlineNs = deadlineNs;
        for (Session session : registry.active()) {
            onStop(session, FinishReason.SHUTDOWN, true);
        }
    }

    /** Goes on without workers that do not end; the cleaner names them until they do. */
    private void giveUp(Collection<Session> sessions) {
        for (Session session : new ArrayList<>(sessions)) {
            if (session.lastStats() == null) {
                cleaner.release(session);
                session.outcome(
                        FinishReason.SHUTDOWN,
                        new CaptureException(
                                ErrorCode.RUN_TIMEOUT,
                                "the capture thread did not end in its time; a sink or the disk holds it up, see unreleased()"),
                        session.stats());
            }
            conclude(session);
        }
    }

    private void conclude(Session session) {
        final CaptureException cause = session.cause();
        final CaptureStats known = session.lastStats();
        final CaptureStats stats = known == null ? CaptureStats.NONE : known;
        final long nowUsec = nowUsec();
        if (cause != null) {
            final CaptureFailed failed = new CaptureFailed(
                    nowUsec,
                    session.id(),
                    cause.code(),
                    String.valueOf(cause.getMessage()),
                    cause.isPrerequisiteMissing(),
                    stats,
                    nowUsec);
            session.conclude(SessionState.FAILED, failed, stats, failed);
        } else {
            final boolean isCancelled = session.reason() == FinishReason.CANCELLED;
            final int exitCode = stats.partFailures().isEmpty() ? 0 : 1;
            session.conclude(
                    isCancelled ? SessionState.CANCELLED : SessionState.COMPLETED,
                    new CaptureFinished(
                            nowUsec, session.id(), nowUsec, stats, exitCode, session.reason(), session.files()),
                    stats,
                    null);
        }
        registry.ended(session);
    }

    private void deliverProgress(Session session, CaptureStats stats) {
        session.deliver(
                new CaptureProgress(nowUsec(), session.id(), stats, session.elapsedSec(), session.remainingSec()));
    }

    private long nowUsec() {
        final Instant now = clock.instant();
        return TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + now.getNano() / 1000;
    }
}
