package io.ringcap.internal.control;

import io.ringcap.internal.ring.CaptureWorker;
import io.ringcap.internal.ring.ConfigChange;
import io.ringcap.internal.ring.LimitChange;
import io.ringcap.internal.ring.WorkerReports;
import io.ringcap.message.CaptureCancel;
import io.ringcap.message.CaptureConfigRefresh;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.CaptureStart;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.CaptureStop;
import io.ringcap.message.EffectiveSettings;
import io.ringcap.message.FinishReason;
import io.ringcap.message.PartFailure;
import io.ringcap.message.WorkerCommand;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One worker of a session and its thread, from its start to its release; a session has another one after each restart. What the
 * worker reports is passed on to the manager's thread with the run it belongs to. Its fields are the manager's thread's, but for
 * {@link #stats} and {@link #release}.
 */
final class WorkerRun implements WorkerReports, WorkerCommand.Visitor {
    private final Session session;
    private final int opVersion;
    private final Mailbox mailbox;
    private final Lifecycle lifecycle;
    private final CaptureWorker worker;
    private final Thread thread;
    private final long capturedBeforeNs;
    private volatile @Nullable CaptureStats lastStats;
    private FinishReason reason = FinishReason.STOPPED;
    private @Nullable CaptureException cause;
    private boolean isRescued;
    private long giveUpNs = Long.MAX_VALUE;

    WorkerRun(
            Session session,
            int opVersion,
            String threadName,
            Mailbox mailbox,
            Lifecycle lifecycle,
            Function<WorkerReports, CaptureWorker> workerMaker) {
        this.session = session;
        this.opVersion = opVersion;
        this.mailbox = mailbox;
        this.lifecycle = lifecycle;
        this.worker = workerMaker.apply(this);
        this.capturedBeforeNs = session.clock().capturedNs();
        this.thread = new Thread(worker, threadName);
        thread.setDaemon(true);
    }

    // ---- what the worker reports, on its threads ----

    @Override
    public void started(EffectiveSettings obtained, @Nullable String output) {
        mailbox.post(() -> lifecycle.onStarted(this, obtained, output));
    }

    @Override
    public void fileReady(CaptureFileInfo file) {
        mailbox.post(() -> lifecycle.onFileReady(session, file));
    }

    @Override
    public void fileRetired(CaptureFileInfo file) {
        mailbox.post(() -> session.fileList().retired(file));
    }

    @Override
    public void partFailed(PartFailure part) {
        mailbox.post(() -> lifecycle.onPartFailed(session, part));
    }

    @Override
    public void changed(ConfigChange change, @Nullable CaptureException refused) {
        mailbox.post(() -> lifecycle.onChanged(this, change, refused));
    }

    @Override
    public void paused(boolean isPaused) {
        mailbox.post(() -> lifecycle.onPaused(this, isPaused));
    }

    @Override
    public void ended(FinishReason why, @Nullable CaptureException failed, CaptureStats last) {
        mailbox.post(() -> lifecycle.onEnded(this, why, failed, last));
    }

    // ---- the manager's thread ----

    Session session() {
        return session;
    }

    /** Which start of the session it is, from 1. */
    int opVersion() {
        return opVersion;
    }

    CaptureWorker worker() {
        return worker;
    }

    String threadName() {
        return thread.getName();
    }

    /** Hands the worker a command, and returns at once. */
    void obey(WorkerCommand command) {
        command.accept(this);
    }

    @Override
    public void onStart(CaptureStart message) {
        thread.start();
    }

    @Override
    public void onStop(CaptureStop message) {
        worker.requestStop(message.stopReason(), true);
    }

    @Override
    public void onCancel(CaptureCancel message) {
        worker.requestStop(message.cancelReason(), false);
    }

    @Override
    public void onConfigRefresh(CaptureConfigRefresh message) {
        final ChangeRequest change = session.requests().find(message.opVersion());
        final LimitChange limits =
                change == null ? null : change.limitsFor(session, message.config(), capturedBeforeNs);
        final String filter = message.filter();
        final String expression = filter == null ? null : session.spec().expressionWith(filter);
        final ConfigChange order = new ConfigChange(message.opVersion(), expression, limits);
        if (!worker.change(order)) {
            changed(order, SessionRequests.ended(session));
        }
    }

    /** Whether its thread has run and does so no more. */
    boolean isThreadGone() {
        return thread.getState() == Thread.State.TERMINATED;
    }

    /** How it ended; what comes later than the first counts no more. */
    void outcome(FinishReason why, @Nullable CaptureException failed, CaptureStats last) {
        if (lastStats == null) {
            reason = why;
            cause = failed;
            lastStats = last;
        }
    }

    /** Whether {@link #outcome} was told. */
    boolean hasEnded() {
        return lastStats != null;
    }

    FinishReason reason() {
        return reason;
    }

    @Nullable
    CaptureException cause() {
        return cause;
    }

    /** From here on its time runs: it was told to end. */
    void mustEndBy(long deadlineNs) {
        giveUpNs = Math.min(giveUpNs, deadlineNs);
    }

    /** Whether it has had all its time to end, and has not. */
    boolean isOverdue(long nowNs) {
        return giveUpNs != Long.MAX_VALUE && nowNs - giveUpNs > 0 && lastStats == null;
    }

    boolean isRescued() {
        return isRescued;
    }

    /** Ends the lanes of a worker that does not do so itself, on a thread of its own, for that takes as long as a stop. */
    void rescue(CaptureException why, long deadlineNs) {
        isRescued = true;
        giveUpNs = deadlineNs;
        final Thread rescuer = new Thread(() -> worker.rescue(why), thread.getName() + "-rescue");
        rescuer.setDaemon(true);
        rescuer.start();
    }

    // ---- any thread ----

    /** The worker's counters at this moment, the last ones after its end. */
    CaptureStats stats() {
        final CaptureStats last = lastStats;
        return last != null ? last : worker.stats();
    }

    /** When the worker last gave a sign of life. */
    long lastBeatNs() {
        return worker.lastBeatNs();
    }

    /** Releases what the worker held; names of what does not let go yet. The cleaner's thread. */
    List<String> release() {
        return worker.release();
    }
}
