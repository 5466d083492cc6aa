package io.ringcap.internal.control;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.ManagerConfig;
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
        final Session session = new Session(registry.newId(key), spec, how, sinks, nowUsec(), this, delivery);
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
        post(ManagerLoop::onClose);
        try {
            if (!stopped.await(config.closeTimeout().toMillis() + TICK_MS * 2, TimeUnit.MILLISECONDS)) {
                LOG.log(System.Logger.Level.ERROR, "the manager did not stop in {0}", config.closeTimeout());
            }
            listeners.close(closeDeadline());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long closeDeadline() {
        return System.nanoTime() + config.closeTimeout().toNanos() / 2;
    }

    // ---- the manager's thread ----

    @Override
    public void run() {
        final Thread cleaning = new Thread(cleaner, "ringcap-cleaner");
        cleaning.setDaemon(true);
        cleaning.start();
        try {
            while (!isOver()) {
                takeOne();
                tick();
            }
            failActive();
            cleaner.close();
            cleaning.join(TimeUnit.SECONDS.toMillis(1));
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
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the manager could not handle a message", e);
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
        for (Session session : registry.active()) {
            final CaptureStats stats = session.stats();
            if (session.isProgressDue(nowNs, stats)) {
                deliverProgress(session, stats);
            }
        }
    }

    private void onStart(Session session) {
        registry.add(session);
        if (isClosing) {
            session.outcome(
                    FinishReason.SHUTDOWN,
                    new CaptureException(ErrorCode.START_ENGINE_FAILED, "the manager is closed; open another one"));
            conclude(session);
            return;
        }
        session.state(SessionState.STARTING, "start");
        final Thread thread =
                new Thread(session.worker(), "ringcap-" + session.id().captureId() + "-worker");
        thread.setDaemon(true);
        thread.start();
    }

    void onStarted(Session session, EffectiveSettings effective, @Nullable String output) {
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
        }
        session.worker().requestStop(reason, isLossless);
    }

    void onFileReady(Session session, CaptureFileInfo file) {
        session.addFile(file);
        session.deliver(new CaptureFileReady(nowUsec(), session.id(), List.of(file)));
    }

    void onPartFailed(Session session, PartFailure failure) {
        LOG.log(System.Logger.Level.DEBUG, "{0}: {1} failed", session.id().sessionId(), failure.part());
        if (session.state() == SessionState.RUNNING || session.state() == SessionState.STOPPING) {
            deliverProgress(session, session.stats());
        }
    }

    void onEnded(Session session, FinishReason reason, @Nullable CaptureException failure) {
        session.outcome(reason, failure);
        cleaner.release(session);
    }

    void onReleased(Session session) {
        if (!session.state().isTerminal()) {
            conclude(session);
        }
    }

    private void onClose() {
        if (isClosing) {
            return;
        }
        isClosing = true;
        closeDeadlineNs = System.nanoTime() + config.closeTimeout().toNanos();
        for (Session session : registry.active()) {
            onStop(session, FinishReason.SHUTDOWN, true);
        }
    }

    /** What has not ended by now will not be waited for. */
    private void failActive() {
        for (Session session : new ArrayList<>(registry.active())) {
            session.outcome(
                    FinishReason.SHUTDOWN,
                    new CaptureException(
                            ErrorCode.RUN_TIMEOUT,
                            "the capture thread did not end within " + config.closeTimeout()
                                    + " of closing the manager"));
            conclude(session);
        }
    }

    private void conclude(Session session) {
        final CaptureException cause = session.cause();
        final CaptureStats stats = session.stats();
        final long nowUsec = nowUsec();
        if (cause != null) {
            session.state(SessionState.FAILED, cause.getMessage());
            final CaptureFailed failed = new CaptureFailed(
                    nowUsec,
                    session.id(),
                    cause.code(),
                    String.valueOf(cause.getMessage()),
                    cause.isPrerequisiteMissing(),
                    stats,
                    nowUsec);
            session.conclude(failed, stats, failed);
        } else {
            final boolean isCancelled = session.reason() == FinishReason.CANCELLED;
            session.state(
                    isCancelled ? SessionState.CANCELLED : SessionState.COMPLETED,
                    session.reason().text());
            final int exitCode = stats.partFailures().isEmpty() ? 0 : 1;
            session.conclude(
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
