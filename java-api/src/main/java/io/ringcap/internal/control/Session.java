package io.ringcap.internal.control;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.internal.ring.CaptureWorker;
import io.ringcap.internal.ring.WorkerReports;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureFailed;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.CaptureMessage;
import io.ringcap.message.CaptureStarted;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.EffectiveSettings;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.FinishReason;
import io.ringcap.message.PartFailure;
import io.ringcap.message.SessionId;
import io.ringcap.message.SessionState;
import io.ringcap.message.SessionStatus;
import io.ringcap.sink.Sink;
import io.ringcap.sink.SinkContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Everything the manager knows about one session. Its fields are written by the manager's thread only; any thread may ask
 * for its status. It lives in the manager's registry until it is forgotten.
 */
public final class Session implements WorkerReports {
    private static final double NANOS_PER_SECOND = 1e9;

    /** What a worker is given beyond its own time to stop, before the manager goes on without it. */
    private static final long GIVE_UP_NS = TimeUnit.SECONDS.toNanos(1);

    private final SessionId id;
    private final CaptureSpec spec;
    private final CaptureConfig config;
    private final Mailbox manager;
    private final Executor listeners;
    private final SessionMachine machine;
    private final List<CaptureFileInfo> files = new CopyOnWriteArrayList<>();
    private final CompletableFuture<CaptureStarted> started = new CompletableFuture<>();
    private final CompletableFuture<CaptureMessage> ended = new CompletableFuture<>();
    /** Null once the session has ended: what it held, the embedder's code included, may be collected then. */
    private volatile @Nullable CaptureWorker worker;

    /** Null once the last message was handed over. */
    private volatile @Nullable OrderedDelivery delivery;

    private volatile @Nullable EffectiveSettings effective;
    private volatile @Nullable CaptureFailed failure;
    private volatile @Nullable CaptureStats finalStats;
    private volatile long startedNs;
    private volatile long endedNs;
    private @Nullable ProgressMeter progress;
    private FinishReason reason = FinishReason.STOPPED;
    private @Nullable CaptureException cause;
    private volatile @Nullable CaptureStats lastStats;
    private long giveUpNs;

    Session(
            SessionId id,
            CaptureSpec spec,
            CaptureConfig config,
            List<Sink> sinks,
            long createdUsec,
            Mailbox manager,
            OrderedDelivery delivery,
            Executor listeners) {
        this.id = id;
        this.spec = spec;
        this.config = config;
        this.manager = manager;
        this.delivery = delivery;
        this.listeners = listeners;
        this.machine = new SessionMachine(id.sessionId());
        final SinkContext context = new SinkContext(id, "", createdUsec, spec.filter(), this::fileReady);
        this.worker = new CaptureWorker(spec, config, sinks, context, "ringcap-" + id.captureId() + "-", this);
    }

    // ---- what the worker reports, on its threads: passed on to the manager's ----

    @Override
    public void started(EffectiveSettings obtained, @Nullable String output) {
        manager.post(loop -> loop.onStarted(this, obtained, output));
    }

    @Override
    public void fileReady(CaptureFileInfo file) {
        manager.post(loop -> loop.onFileReady(this, file));
    }

    @Override
    public void partFailed(PartFailure part) {
        manager.post(loop -> loop.onPartFailed(this, part));
    }

    @Override
    public void ended(FinishReason why, @Nullable CaptureException failed, CaptureStats last) {
        manager.post(loop -> loop.onEnded(this, why, failed, last));
    }

    // ---- the manager's thread ----

    @Nullable
    CaptureWorker worker() {
        return worker;
    }

    void state(SessionState next, String why) {
        machine.state(next, why);
    }

    void running(EffectiveSettings obtained, CaptureStarted message) {
        effective = obtained;
        startedNs = System.nanoTime();
        progress = new ProgressMeter(config, startedNs);
        deliver(message);
        started.complete(message);
    }

    void addFile(CaptureFileInfo file) {
        files.add(file);
    }

    boolean isProgressDue(long nowNs, CaptureStats stats) {
        final ProgressMeter meter = progress;
        return meter != null && meter.isDue(nowNs, stats.packets(), stats.bytes());
    }

    /** How it ended; what comes later than the first counts no more. */
    void outcome(FinishReason why, @Nullable CaptureException failed, CaptureStats last) {
        if (lastStats == null) {
            reason = why;
            cause = failed;
            lastStats = last;
        }
    }

    /** There was no thread for its worker, which therefore holds nothing. */
    void neverRan() {
        worker = null;
    }

    /** What {@link #outcome} was told; null before. */
    @Nullable
    CaptureStats lastStats() {
        return lastStats;
    }

    /** Notes that the session is to end: from here on the worker's time runs. */
    void stopping() {
        giveUpNs = System.nanoTime() + config.stopTimeout().toNanos() + GIVE_UP_NS;
    }

    /** Whether the worker has had all the time to stop, and has not. */
    boolean isOverdue(long nowNs) {
        return state() == SessionState.STOPPING && lastStats == null && nowNs - giveUpNs > 0;
    }

    FinishReason reason() {
        return reason;
    }

    @Nullable
    CaptureException cause() {
        return cause;
    }

    /** The session's end. The state comes after what explains it, and the waiters after the listener's message. */
    void conclude(SessionState state, CaptureMessage last, CaptureStats stats, @Nullable CaptureFailed failed) {
        finalStats = stats;
        failure = failed;
        endedNs = System.nanoTime();
        machine.state(state, reason.text());
        deliver(last);
        delivery = null;
        if (failed != null) {
            started.completeExceptionally(failed.toException(cause));
        } else {
            // Stopped before it ran: nobody shall wait for a start that will not come.
            started.completeExceptionally(new CaptureException(
                    ErrorCode.RUN_CANCELLED, id.sessionId() + " was stopped before it ran; start another one"));
        }
        ended.complete(last);
    }

    void deliver(CaptureMessage message) {
        final OrderedDelivery to = delivery;
        if (to != null) {
            to.deliver(message);
        }
    }

    // ---- the cleaner's thread ----

    /** Releases what the session held; names of sinks that do not let go yet. */
    List<String> release() {
        final CaptureWorker held = worker;
        final List<String> busy = held == null ? List.of() : held.release();
        if (busy.isEmpty()) {
            worker = null;
        }
        return busy;
    }

    // ---- any thread ----

    public SessionId id() {
        return id;
    }

    public CaptureSpec spec() {
        return spec;
    }

    public SessionState state() {
        return machine.state();
    }

    /** Asks the manager to end the session without losing what has arrived. */
    public void requestStop() {
        manager.post(loop -> loop.onStop(this, FinishReason.STOPPED, true));
    }

    /** Asks the manager to end the session now. */
    public void requestCancel() {
        manager.post(loop -> loop.onStop(this, FinishReason.CANCELLED, false));
    }

    /** Completed when the session runs, exceptionally with a CaptureException when it cannot. */
    public CompletableFuture<CaptureStarted> whenStarted() {
        return started.copy();
    }

    /** Completed with the session's last message, on a listener's thread: what hangs on it may take its time. */
    public CompletableFuture<CaptureMessage> whenEnded() {
        return ended.thenApplyAsync(last -> last, listeners);
    }

    /** For those who only wait. */
    public CompletableFuture<CaptureMessage> ended() {
        return ended;
    }

    public CaptureStats stats() {
        final CaptureWorker running = worker;
        final CaptureStats last = finalStats != null ? finalStats : lastStats;
        if (last != null) {
            return last;
        }
        return running == null ? CaptureStats.NONE : running.stats();
    }

    public double elapsedSec() {
        final long from = startedNs;
        final long to = endedNs;
        return from == 0 ? 0 : ((to == 0 ? System.nanoTime() : to) - from) / NANOS_PER_SECOND;
    }

    public @Nullable Double remainingSec() {
        final Duration limit = spec.maxDuration();
        if (limit == null) {
            return null;
        }
        return state().isTerminal() ? 0.0 : Math.max(limit.toNanos() / NANOS_PER_SECOND - elapsedSec(), 0);
    }

    public List<CaptureFileInfo> files() {
        return List.copyOf(files);
    }

    public SessionStatus status() {
        return new SessionStatus(id, state(), elapsedSec(), remainingSec(), stats(), files(), effective, failure);
    }
}
