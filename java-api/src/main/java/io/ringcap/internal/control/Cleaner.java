package io.ringcap.internal.control;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Releases the rings of ended sessions, when no sink's thread can reach them any more. On its own thread, so that neither the
 * manager nor a worker waits for it. What cannot be released now is tried again, and named until it is; so long the thread
 * outlives its manager.
 */
final class Cleaner implements Runnable {
    private static final System.Logger LOG = System.getLogger(Cleaner.class.getName());
    private static final long RETRY_MS = 100;

    private final LinkedBlockingQueue<Session> requests = new LinkedBlockingQueue<>();
    private final Map<Session, List<String>> held = new LinkedHashMap<>();
    private final Mailbox manager;
    private volatile boolean isClosing;
    private volatile List<String> unreleased = List.of();

    Cleaner(Mailbox manager) {
        this.manager = manager;
    }

    /** Asks for the release of an ended session. Any thread. */
    void release(Session session) {
        requests.add(session);
    }

    /** Ends the thread once nothing is asked for and nothing held any more. Any thread. */
    void close() {
        isClosing = true;
    }

    /** Sessions and sinks whose memory could not be released yet. Any thread. */
    List<String> unreleased() {
        return unreleased;
    }

    @Override
    public void run() {
        while (!(isClosing && requests.isEmpty() && held.isEmpty())) {
            final Session session = next();
            if (session != null) {
                held.put(session, List.of());
            }
            held.replaceAll((each, busy) -> busyOf(each));
            held.values().removeIf(List::isEmpty);
            unreleased = held.entrySet().stream()
                    .map(each -> each.getKey().id().sessionId() + " is held by " + String.join(", ", each.getValue()))
                    .toList();
            if (session != null) {
                manager.post(loop -> loop.onReleased(session));
            }
        }
    }

    private @Nullable Session next() {
        try {
            return requests.poll(RETRY_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // Only close() ends this thread.
            return null;
        }
    }

    private static List<String> busyOf(Session session) {
        try {
            return session.release();
        } catch (Throwable t) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "could not release " + session.id().sessionId() + ", trying again",
                    t);
            return List.of(String.valueOf(t));
        }
    }
}
