package io.ringcap.internal.control;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.ConfigSnapshot;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureFailed;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.CaptureMessage;
import io.ringcap.message.CaptureStarted;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.EffectiveSettings;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.FinishReason;
import io.ringcap.message.Message;
import io.ringcap.message.SessionId;
import io.ringcap.message.SessionState;
import io.ringcap.message.SessionStatus;
import io.ringcap.sink.Sink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Everything the manager knows about one session. Its fields are written by the manager's thread only; any thread may ask
 * for its status. It lives in the manager's registry until it is forgotten.
 */
public final class Session {
    private static final double NANOS_PER_SECOND = 1e9;

    private final SessionId id;
    private final @Nullable Owner owner;
    private final int startVersion;
    private final CaptureConfig config;
    private final Lifecycle lifecycle;
    private final Executor listeners;
    private final SessionMachine machine;
    private final SessionClock clock = new SessionClock();
    private final long createdNs = System.nanoTime();
    private final long createdUsec;
    private final SessionFiles files;
    private final CompletableFuture<CaptureStarted> started = new CompletableFuture<>();
    private final CompletableFuture<CaptureMessage> ended = new CompletableFuture<>();
    private final SessionRequests requests = new SessionRequests();

    /** Null once nothing more will be handed over: what the embedder's code holds may be collected then. */
    private volatile @Nullable OrderedDelivery<Message> delivery;

    private volatile CaptureSpec spec;
    private volatile ConfigSnapshot snapshot;
    private volatile int callerVersion;
    private volatile Counters counters = new Counters(CaptureStats.NONE, null);
    private volatile @Nullable EffectiveSettings effective;
    private volatile @Nullable CaptureFailed failure;
    private List<Sink> sinks;
    private @Nullable ProgressMeter progress;
    private volatile int restarts;
    private long restartAtNs;
    private boolean isPauseKept;
    private boolean isExpectingFileReports;

    /** What earlier workers have counted, and the one that counts now; together, so that a reader never misses either. */
    private record Counters(CaptureStats earlier, @Nullable WorkerRun run) {}

    Session(
            SessionId id,
            @Nullable Owner owner,
            SessionPlan plan,
            long createdUsec,
            Lifecycle lifecycle,
            OrderedDelivery<Message> delivery,
            Executor listeners) {
        this.id = id;
        this.owner = owner;
        this.startVersion = plan.opVersion();
        this.callerVersion = Math.max(plan.opVersion(), 1);
        this.spec = plan.spec();
        this.snapshot = plan.snapshot();
        this.config = plan.config();
        this.sinks = plan.sinks();
        this.files = new SessionFiles(plan.sinks());
        this.createdUsec = createdUsec;
        this.lifecycle = lifecycle;
        this.delivery = delivery;
        this.listeners = listeners;
        this.machine = new SessionMachine(id.sessionId());
    }

    // ---- the manager's thread ----

    void state(SessionState next, String why) {
        machine.state(next, why);
    }

    CaptureConfig config() {
        return config;
    }

    List<Sink> sinks() {
        return sinks;
    }

    /** Its files. The manager's thread, but for what says otherwise. */
    SessionFiles fileList() {
        return files;
    }

    long createdUsec() {
        return createdUsec;
    }

    SessionRequests requests() {
        return requests;
    }

    SessionClock clock() {
        return clock;
    }

    /** The worker that is at work for it; null before, between restarts and at the end. */
    @Nullable
    WorkerRun run() {
        return counters.run();
    }

    void run(WorkerRun next) {
        counters = new Counters(counters.earlier(), next);
    }

    /** Adds what the worker has counted to what those before it have. */
    void runEnded() {
        effective = effective();
        counters = new Counters(stats(), null);
    }

    CaptureStats earlierStats() {
        return counters.earlier();
    }

    void running(EffectiveSettings obtained, CaptureStarted message) {
        final long nowNs = System.nanoTime();
        effective = obtained;
        clock.started(nowNs);
        if (progress == null) {
            progress = new ProgressMeter(config, nowNs);
        }
        deliver(message);
        started.complete(message);
    }

    /** What is asked for has changed, and is in force. */
    void changed(int version, CaptureSpec nowAsked, ConfigSnapshot nowConfig) {
        callerVersion = Math.max(callerVersion, version);
        spec = nowAsked;
        snapshot = nowConfig;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One writer; volatile for those who ask for the status.
    int nextRestart(long nowNs) {
        restarts++;
        restartAtNs = nowNs + config.restart().pauseBefore(restarts).toNanos();
        return restarts;
    }

    int restarts() {
        return restarts;
    }

    boolean isRestartDue(long nowNs) {
        return run() == null && state() == SessionState.STARTING && nowNs - restartAtNs >= 0;
    }

    boolean isProgressDue(long nowNs, CaptureStats stats) {
        final ProgressMeter meter = progress;
        return meter != null && meter.isDue(nowNs, stats.packets(), stats.bytes());
    }

    /** The session's end. The state comes after what explains it, and the waiters after the listener's message. */
    void conclude(SessionState last, FinishReason why, CaptureMessage message, @Nullable CaptureException cause) {
        clock.ended(System.nanoTime());
        final CaptureFailed failed = message instanceof CaptureFailed it ? it : null;
        failure = failed;
        machine.state(last, why.text());
        deliver(message);
        if (!isExpectingFileReports) {
            delivery = null;
        }
        sinks = List.of();
        started.completeExceptionally(
                failed != null
                        ? failed.toException(cause)
                        // Stopped before it ran: nobody shall wait for a start that will not come.
                        : new CaptureException(
                                ErrorCode.RUN_CANCELLED,
                                id.sessionId() + " was stopped before it ran; start another one"));
        ended.complete(message);
        requests.refuseAll(this);
    }

    /** Files of it are with the cleaner, whose reports may come after its last message. */
    void expectFileReports() {
        isExpectingFileReports = true;
    }

    boolean isExpectingFileReports() {
        return isExpectingFileReports;
    }

    /** It has ended, and nothing more will be reported of its files. */
    void fileReportsDone() {
        isExpectingFileReports = false;
        delivery = null;
    }

    void deliver(Message message) {
        final OrderedDelivery<Message> to = delivery;
        if (to != null) {
            to.deliver(message);
        }
    }

    /** Messages that its listener has not had yet. */
    int undelivered() {
        final OrderedDelivery<Message> to = delivery;
        return to == null ? 0 : to.waiting();
    }

    // ---- any thread ----

    public SessionId id() {
        return id;
    }

    public @Nullable Owner owner() {
        return owner;
    }

    String ownerName() {
        return owner == null ? "" : owner.name();
    }

    /** The version that its start was asked for with. */
    int startVersion() {
        return startVersion;
    }

    long createdNs() {
        return createdNs;
    }

    /** What is asked for at this moment. */
    public CaptureSpec spec() {
        return spec;
    }

    /** The configuration in force. */
    public ConfigSnapshot snapshot() {
        return snapshot;
    }

    public SessionState state() {
        return machine.state();
    }

    /** Asks the manager to end the session without losing what has arrived. */
    public void requestStop() {
        lifecycle.post(() -> lifecycle.onStop(this, FinishReason.STOPPED, true));
    }

    /** Asks the manager to end the session now. */
    public void requestCancel() {
        lifecycle.post(() -> lifecycle.onStop(this, FinishReason.CANCELLED, false));
    }

    /** Asks for a pause or its end; completed when it is in force. */
    public CompletableFuture<SessionStatus> requestPause(boolean isPauseWanted) {
        final CompletableFuture<SessionStatus> answer = new CompletableFuture<>();
        lifecycle.post(() -> lifecycle.onPause(this, isPauseWanted, answer));
        return onListenersThread(answer);
    }

    /** Asks for other limits, another filter or another configuration. */
    public CompletableFuture<SessionStatus> requestChange(ChangeRequest change) {
        lifecycle.post(() -> lifecycle.onChange(this, change));
        return onListenersThread(change.answer());
    }

    /** Completed when the session runs, exceptionally with a CaptureException when it cannot. */
    public CompletableFuture<CaptureStarted> whenStarted() {
        return started.copy();
    }

    /** Completed with the session's last message, on a listener's thread: what hangs on it may take its time. */
    public CompletableFuture<CaptureMessage> whenEnded() {
        return onListenersThread(ended);
    }

    /** For those who only wait. */
    public CompletableFuture<CaptureMessage> ended() {
        return ended;
    }

    /** What hangs on a future must never run on the manager's thread. */
    private <T> CompletableFuture<T> onListenersThread(CompletableFuture<T> completedByManager) {
        return completedByManager.thenApplyAsync(result -> result, listeners);
    }

    public CaptureStats stats() {
        final Counters now = counters;
        final WorkerRun run = now.run();
        return run == null ? now.earlier() : StatsSum.of(now.earlier(), run.stats());
    }

    /** What was obtained, with the filter of this moment: that of a followed target changes by itself. */
    private @Nullable EffectiveSettings effective() {
        final EffectiveSettings obtained = effective;
        final WorkerRun run = counters.run();
        final String filter = run == null ? null : run.worker().filter();
        return obtained == null || filter == null
                ? obtained
                : new EffectiveSettings(obtained.sourceKind(), obtained.sourceReason(), filter, obtained.interfaces());
    }

    public double elapsedSec() {
        return clock.capturedSec();
    }

    public @Nullable Double remainingSec() {
        final Duration limit = EffectiveSpec.of(spec, snapshot).maxDuration();
        if (limit == null) {
            return null;
        }
        return state().isTerminal() ? 0.0 : Math.max(limit.toNanos() / NANOS_PER_SECOND - elapsedSec(), 0);
    }

    public List<CaptureFileInfo> files() {
        return files.newest();
    }

    public SessionStatus status() {
        return new SessionStatus(
                id,
                state(),
                opVersion(),
                snapshot.configHash(),
                owner == null ? null : owner.name(),
                elapsedSec(),
                remainingSec(),
                stats(),
                files(),
                effective(),
                failure);
    }

    /** The operations on it so far: those that callers numbered, and a restart each. */
    int opVersion() {
        return callerVersion + restarts;
    }

    /** The highest number that a start or a change was asked for with. */
    int callerVersion() {
        return callerVersion;
    }

    /** Whether a pause that its former worker was in is to be gone on with. */
    boolean isPauseKept() {
        return isPauseKept;
    }

    void keepPause(boolean isPaused) {
        isPauseKept = isPaused;
    }

    /** Makes a message of progress due at the next look. */
    void progressSoon() {
        final ProgressMeter meter = progress;
        if (meter != null) {
            meter.makeDue();
        }
    }

    /** Its owner is there. */
    public void touch() {
        final Owner known = owner;
        if (known != null) {
            known.touch(lifecycle.nowUsec());
        }
    }
}
