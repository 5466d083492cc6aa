package io.ringcap;

import static java.util.Objects.requireNonNull;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.ConfigSnapshot;
import io.ringcap.config.ManagerConfig;
import io.ringcap.internal.control.ChangeRequest;
import io.ringcap.internal.control.ManagerLoop;
import io.ringcap.internal.control.Session;
import io.ringcap.internal.control.SessionPlan;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureFailed;
import io.ringcap.message.CaptureFinished;
import io.ringcap.message.CaptureMessage;
import io.ringcap.message.CaptureStarted;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.SessionId;
import io.ringcap.message.SessionState;
import io.ringcap.message.SessionStatus;
import io.ringcap.sink.Sink;
import io.ringcap.sink.Sinks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One capture. Thread-safe; it may be kept after the session has ended, and then shows how it ended. */
public final class CaptureSession implements AutoCloseable {
    private static final long STILL_THERE_NS = TimeUnit.MINUTES.toNanos(1);

    private final Session session;

    CaptureSession(Session session) {
        this.session = session;
    }

    /** {@return what the session is called: by you, and by its manager} */
    public SessionId id() {
        return session.id();
    }

    /** {@return what it captures, as it was started} */
    public CaptureSpec spec() {
        return session.spec();
    }

    /** {@return where it is in its life} */
    public SessionState state() {
        return session.state();
    }

    /** {@return where the session is, what it got, its counters and files} */
    public SessionStatus status() {
        session.touch();
        return session.status();
    }

    /** {@return the counters at this moment; the final ones after the end} */
    public CaptureStats stats() {
        session.touch();
        return session.stats();
    }

    /**
     * Holds the capture: interfaces stay open, what arrives is counted as paused and not recorded; files are read on
     * later. The time does not count for the duration. The future is completed when it is in force.
     *
     * @return the status with the pause in force
     */
    public CompletableFuture<SessionStatus> pause() {
        session.touch();
        return session.requestPause(true);
    }

    /**
     * Goes on after {@link #pause}.
     *
     * @return the status with the capture going on
     */
    public CompletableFuture<SessionStatus> resume() {
        session.touch();
        return session.requestPause(false);
    }

    /** Begins the description of a change of filter or limits while the session runs. */
    public Change change() {
        session.touch();
        return new Change(session);
    }

    /** Ends the capture without losing what has arrived before. Returns at once; see {@link #await}. */
    public void stop() {
        session.touch();
        session.requestStop();
    }

    /** Ends the capture now: what waits in the kernel is given up and counted. Returns at once; see {@link #await}. */
    public void cancel() {
        session.touch();
        session.requestCancel();
    }

    /**
     * Waits until the session captures.
     *
     * @param timeout how long to wait at most
     * @return how the capture began
     * @throws CaptureException if it cannot start, or not within the time (RUN_TIMEOUT)
     * @throws InterruptedException if this thread is interrupted while it waits
     */
    public CaptureStarted awaitStarted(Duration timeout) throws InterruptedException {
        return get(session.whenStarted(), timeout);
    }

    /**
     * Waits for the session's end. Its listener may hear of it a little later; {@link CaptureManager#close} waits for that.
     *
     * @param timeout how long to wait at most
     * @return how it ended
     * @throws CaptureException if it failed, or has not ended within the time (RUN_TIMEOUT)
     * @throws InterruptedException if this thread is interrupted while it waits
     */
    public CaptureFinished await(Duration timeout) throws InterruptedException {
        final CaptureMessage last = get(session.ended(), timeout);
        if (last instanceof CaptureFinished finished) {
            return finished;
        }
        final CaptureFailed failed = (CaptureFailed) last;
        throw failed.toException(null);
    }

    /**
     * {@return a future that is completed with the session's last message, FINISHED or FAILED, on a thread where one
     * may take one's time}
     */
    public CompletableFuture<CaptureMessage> whenEnded() {
        return session.whenEnded();
    }

    /** Stops the session if it still runs; does not wait. The manager's {@code close()} does. */
    @Override
    public void close() {
        stop();
    }

    private <T> T get(CompletableFuture<T> future, Duration timeout) throws InterruptedException {
        final long deadlineNs = System.nanoTime() + timeout.toNanos();
        try {
            // Who waits is there: an owner that waits for an hour is not idle.
            while (!future.isDone() && deadlineNs - System.nanoTime() > STILL_THERE_NS) {
                session.touch();
                waitFor(future);
            }
            session.touch();
            return future.get(Math.max(deadlineNs - System.nanoTime(), 0), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CaptureException known) {
                throw known;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new CaptureException(
                    ErrorCode.RUN_TIMEOUT,
                    session.id().sessionId() + " is still " + session.state() + " after " + timeout
                            + "; it goes on: wait longer, or stop it",
                    e);
        }
    }

    private static void waitFor(CompletableFuture<?> future) throws InterruptedException {
        try {
            future.get(STILL_THERE_NS, TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // The caller looks again, and is told then.
            return;
        }
    }

    /** Says what a session shall do beside its {@link CaptureSpec}, and starts it. Confined to one thread. */
    public static final class Builder {
        private final ManagerLoop manager;
        private final Duration startTimeout;
        private final @Nullable String owner;
        private final CaptureSpec spec;
        private final List<Sink> sinks = new ArrayList<>();
        private ConfigSnapshot snapshot;
        private CaptureConfig config = CaptureConfig.defaults();
        private String key = "";
        private int opVersion;
        private CaptureListener listener = new CaptureListener() {};

        Builder(ManagerLoop manager, ManagerConfig managerConfig, @Nullable String owner, CaptureSpec spec) {
            this.manager = manager;
            this.startTimeout = managerConfig.startTimeout();
            this.snapshot = managerConfig.snapshot();
            this.owner = owner;
            this.spec = requireNonNull(spec, "spec");
        }

        /** Where the packets go; may be called several times. Without any, pcapng files in the snapshot's output folder. */
        public Builder sink(Sink sink) {
            sinks.add(requireNonNull(sink, "sink"));
            return this;
        }

        /** Sizes, latency and engine. */
        public Builder config(CaptureConfig config) {
            this.config = requireNonNull(config, "config");
            return this;
        }

        /** Limits and files, instead of the manager's. */
        public Builder snapshot(ConfigSnapshot snapshot) {
            this.snapshot = requireNonNull(snapshot, "snapshot");
            return this;
        }

        /** Your own name for the session; it is in every message. */
        public Builder key(String key) {
            this.key = requireNonNull(key, "key");
            return this;
        }

        /**
         * Numbers this start of the {@link #key}, from 1: the same number again starts nothing and gives the session there is, a
         * lower one too, a higher one takes over from it. Without a number, or without a key, every start is a new one.
         */
        public Builder opVersion(int version) {
            if (version < 1) {
                throw new CaptureException(
                        ErrorCode.START_INVALID_PARAMS, "op version must be 1 or more, not " + version);
            }
            this.opVersion = version;
            return this;
        }

        /** Who hears of the session, on a thread of its own. */
        public Builder listener(CaptureListener listener) {
            this.listener = requireNonNull(listener, "listener");
            return this;
        }

        /**
         * Starts the session and waits until it captures: packets that arrive after the return are recorded or
         * counted.
         *
         * @return the session, which captures
         * @throws CaptureException if it cannot start; the code and the text say why and what to do
         * @throws InterruptedException if this thread is interrupted while it waits; a session that this call has made is cancelled
         */
        public CaptureSession start() throws InterruptedException {
            final ManagerLoop.Submitted submitted = submitPlan();
            final CaptureSession session = new CaptureSession(submitted.session());
            try {
                session.awaitStarted(startTimeout);
            } catch (InterruptedException e) {
                cancelOwn(submitted, session);
                throw e;
            } catch (CaptureException e) {
                cancelOwn(submitted, session);
                throw e.code() == ErrorCode.RUN_TIMEOUT && submitted.isNew() ? tooLate(session, e) : e;
            }
            return session;
        }

        /** One that an earlier start has made is not ours to end. */
        private static void cancelOwn(ManagerLoop.Submitted submitted, CaptureSession session) {
            if (submitted.isNew()) {
                session.cancel();
            }
        }

        private CaptureException tooLate(CaptureSession session, CaptureException cause) {
            return new CaptureException(
                    ErrorCode.RUN_TIMEOUT,
                    session.id().sessionId() + " did not start within " + startTimeout
                            + " and was cancelled; allow more time, or look for what holds it up",
                    cause);
        }

        /**
         * Asks for the start and returns at once; a failure is told by {@link #awaitStarted} and the listener.
         *
         * @return the session, which may not capture yet
         */
        public CaptureSession submit() {
            return new CaptureSession(submitPlan().session());
        }

        private ManagerLoop.Submitted submitPlan() {
            final CaptureListener hears = listener;
            final FileReportCall hearsOfFiles = new FileReportCall(hears);
            return manager.submit(new SessionPlan(
                    owner,
                    key,
                    opVersion,
                    spec,
                    config,
                    snapshot,
                    sinksOrDefault(),
                    message -> {
                        hears.onMessage(message);
                        message.accept(hears);
                    },
                    report -> report.accept(hearsOfFiles)));
        }

        private List<Sink> sinksOrDefault() {
            if (!sinks.isEmpty()) {
                return sinks;
            }
            if (snapshot.outputDir().isEmpty()) {
                throw new CaptureException(
                        ErrorCode.START_INVALID_PARAMS, "sinks must not be empty: add one, such as Sinks.handler(...)");
            }
            return List.of(Sinks.pcapng(Path.of(snapshot.outputDir())));
        }
    }

    /** Collects what shall change in a session that runs; confined to one thread. What is not named stays. */
    public static final class Change {
        private final Session session;
        private @Nullable String filter;
        private @Nullable ConfigSnapshot snapshot;
        private @Nullable Duration maxDuration;
        private @Nullable Long maxPackets;
        private @Nullable Long maxBytes;
        private boolean isDurationMeant;
        private int opVersion;

        Change(Session session) {
            this.session = session;
        }

        /** Another filter, from the next block on; empty for everything. */
        public Change filter(String expression) {
            this.filter = requireNonNull(expression, "expression");
            return this;
        }

        /** Ends the session after so much capture since its start; null for no end. */
        public Change maxDuration(@Nullable Duration duration) {
            this.maxDuration = duration;
            this.isDurationMeant = true;
            return this;
        }

        /** Ends the session after so many packets since its start; 0 for no end. */
        public Change maxPackets(long packets) {
            this.maxPackets = packets;
            return this;
        }

        /** Ends the session after so many captured bytes since its start; 0 for no end. */
        public Change maxBytes(long bytes) {
            this.maxBytes = bytes;
            return this;
        }

        /** Another configuration. */
        public Change snapshot(ConfigSnapshot other) {
            this.snapshot = requireNonNull(other, "other");
            return this;
        }

        /** Numbers this change: one that is not higher than the session's {@code op_version} changes nothing. */
        public Change opVersion(int version) {
            this.opVersion = version;
            return this;
        }

        /**
         * Asks for it and returns at once. The future brings the status with the change in force, or a {@link
         * CaptureException} if it was refused, and all is as before.
         *
         * @return the status with the change in force
         */
        public CompletableFuture<SessionStatus> apply() {
            return session.requestChange(new ChangeRequest(
                    opVersion,
                    filter,
                    isDurationMeant || maxPackets != null || maxBytes != null
                            ? new ChangeRequest.Limits(isDurationMeant, maxDuration, maxPackets, maxBytes)
                            : null,
                    snapshot,
                    new CompletableFuture<>()));
        }
    }
}
