package io.ringcap.internal.control;

import io.ringcap.message.CleanHeartbeat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Releases the rings of ended workers, when no sink's thread can reach them any more. On its own thread, so that neither the
 * manager nor a worker waits for it. What cannot be released now is tried again, and named until it is; so long the thread
 * outlives its manager.
 */
final class Cleaner implements Runnable {
    private static final System.Logger LOG = System.getLogger(Cleaner.class.getName());
    private static final long RETRY_MS = 100;

    /** Nothing is held: only its sign of life is due. */
    private static final long IDLE_MS = 1_000;

    private final LinkedBlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private final Map<WorkerRun, List<String>> held = new LinkedHashMap<>();
    private final WallClock clock;
    private volatile boolean isClosing;
    private volatile List<String> unreleased = List.of();
    private volatile long released;
    private volatile CleanHeartbeat heartbeat = new CleanHeartbeat(0, 0, 0);

    /** @param run null for nothing but a look at what is there */
    private record Request(@Nullable WorkerRun run, Runnable whenTried) {}

    Cleaner(WallClock clock) {
        this.clock = clock;
    }

    /**
     * Asks for the release of what an ended worker held. Any thread.
     *
     * @param whenTried called on the cleaner's thread when it was tried for the first time
     */
    void release(WorkerRun run, Runnable whenTried) {
        requests.add(new Request(run, whenTried));
    }

    /** Ends the thread once nothing is asked for and nothing held any more. Any thread. */
    void close() {
        isClosing = true;
        requests.add(new Request(null, () -> {}));
    }

    /** Sessions and sinks whose memory could not be released yet. Any thread. */
    List<String> unreleased() {
        return unreleased;
    }

    /** Workers of which everything is released. Any thread. */
    long released() {
        return released;
    }

    /** Its last sign of life. Any thread. */
    CleanHeartbeat heartbeat() {
        return heartbeat;
    }

    /** Requests that it has not come to. Any thread. */
    int waiting() {
        return requests.size();
    }

    @Override
    public void run() {
        while (!(isClosing && requests.isEmpty() && held.isEmpty())) {
            final Request request = next();
            try {
                final WorkerRun run = request == null ? null : request.run();
                if (run != null) {
                    held.put(run, List.of());
                }
                retry();
                heartbeat = new CleanHeartbeat(clock.nowUsec(), held.size(), 0);
            } catch (Throwable t) {
                // Every session's end passes through here; what failed is tried again.
                LOG.log(System.Logger.Level.ERROR, "the cleaner could not do all of its work, trying again", t);
            } finally {
                if (request != null) {
                    request.whenTried().run();
                }
            }
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One writer; volatile for those who read it.
    private void retry() {
        final int before = held.size();
        held.replaceAll((each, busy) -> busyOf(each));
        held.values().removeIf(List::isEmpty);
        released += before - held.size();
        unreleased = held.entrySet().stream()
                .map(each ->
                        each.getKey().session().id().sessionId() + " is held by " + String.join(", ", each.getValue()))
                .toList();
    }

    private @Nullable Request next() {
        try {
            return requests.poll(held.isEmpty() ? IDLE_MS : RETRY_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // Only close() ends this thread.
            return null;
        }
    }

    private static List<String> busyOf(WorkerRun run) {
        try {
            return run.release();
        } catch (Throwable t) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "could not release " + run.session().id().sessionId() + ", trying again",
                    t);
            return List.of(String.valueOf(t));
        }
    }
}
