package io.ringcap;

import static java.util.Objects.requireNonNull;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.internal.control.ManagerLoop;
import io.ringcap.internal.control.Session;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One capture. Thread-safe; it may be kept after the session has ended, and then shows how it ended. */
public final class CaptureSession implements AutoCloseable {
    private final Session session;

    CaptureSession(Session session) {
        this.session = session;
    }

    public SessionId id() {
        return session.id();
    }

    public CaptureSpec spec() {
        return session.spec();
    }

    public SessionState state() {
        return session.state();
    }

    /** Where the session is, what it got, its counters and files. */
    public SessionStatus status() {
        return session.status();
    }

    /** The counters at this moment; the final ones after the end. */
    public CaptureStats stats() {
        return session.stats();
    }

    /** Ends the capture without losing what has arrived before. Returns at once; see {@link #await}. */
    public void stop() {
        session.requestStop();
    }

    /** Ends the capture now: what waits in the kernel is given up and counted. Returns at once; see {@link #await}. */
    public void cancel() {
        session.requestCancel();
    }

    /**
     * Waits until the session captures.
     *
     * @throws CaptureException if it cannot start, or not within the time (RUN_TIMEOUT)
     */
    public CaptureStarted awaitStarted(Duration timeout) throws InterruptedException {
        return get(session.whenStarted(), timeout);
    }

    /**
     * Waits for the session's end.
     *
     * @return how it ended
     * @throws CaptureException if it failed, or has not ended within the time (RUN_TIMEOUT)
     */
    public CaptureFinished await(Duration timeout) throws InterruptedException {
        final CaptureMessage last = get(session.ended(), timeout);
        if (last instanceof CaptureFinished finished) {
            return finished;
        }
        final CaptureFailed failed = (CaptureFailed) last;
        throw failed.toException(null);
    }

    /** Completed with the session's last message, FINISHED or FAILED, on a thread where one may take one's time. */
    public CompletableFuture<CaptureMessage> whenEnded() {
        return session.whenEnded();
    }

    /** Stops the session if it still runs; does not wait. The manager's {@code close()} does. */
    @Override
    public void close() {
        stop();
    }

    private <T> T get(CompletableFuture<T> future, Duration timeout) throws InterruptedException {
        try {
            return future.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
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

    /** Says what a session shall do beside its {@link CaptureSpec}, and starts it. Confined to one thread. */
    public static final class Builder {
        private final ManagerLoop manager;
        private final Duration startTimeout;
        private final CaptureSpec spec;
        private final List<Sink> sinks = new ArrayList<>();
        private CaptureConfig config = CaptureConfig.defaults();
        private String key = "";
        private CaptureListener listener = new CaptureListener() {};

        Builder(ManagerLoop manager, Duration startTimeout, CaptureSpec spec) {
            this.manager = manager;
            this.startTimeout = startTimeout;
            this.spec = requireNonNull(spec, "spec");
        }

        /** Where the packets go; may be called several times. */
        public Builder sink(Sink sink) {
            sinks.add(requireNonNull(sink, "sink"));
            return this;
        }

        /** Sizes, latency and engine. */
        public Builder config(CaptureConfig config) {
            this.config = requireNonNull(config, "config");
            return this;
        }

        /** Your own name for the session; it is in every message. */
        public Builder key(String key) {
            this.key = requireNonNull(key, "key");
            return this;
        }

        public Builder listener(CaptureListener listener) {
            this.listener = requireNonNull(listener, "listener");
            return this;
        }

        /**
         * Starts the session and waits until it captures: packets that arrive after the return are recorded or counted.
         *
         * @throws CaptureException if it cannot start; the code and the text say why and what to do
         */
        public CaptureSession start() throws InterruptedException {
            final CaptureSession session = submit();
            try {
                session.awaitStarted(startTimeout);
            } catch (CaptureException | InterruptedException e) {
                session.cancel();
                throw e;
            }
            return session;
        }

        /** Asks for the start and returns at once; a failure is told by {@link #awaitStarted} and the listener. */
        public CaptureSession submit() {
            if (sinks.isEmpty()) {
                throw new CaptureException(
                        ErrorCode.START_INVALID_PARAMS, "sinks must not be empty: add one, such as Sinks.handler(...)");
            }
            final CaptureListener hears = listener;
            return new CaptureSession(manager.submit(spec, config, List.copyOf(sinks), key, message -> {
                hears.onMessage(message);
                message.accept(hears);
            }));
        }
    }
}
