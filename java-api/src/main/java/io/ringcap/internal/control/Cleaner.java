package io.ringcap.internal.control;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Releases what ended sessions held: sources, and rings when no sink's thread can reach them any more. On its own thread, so
 * that neither the manager nor a worker waits for it. What cannot be released now is tried again, and named until it is.
 */
final class Cleaner implements Runnable {
    private static final System.Logger LOG = System.getLogger(Cleaner.class.getName());
    private static final long RETRY_MS = 100;

    private final LinkedBlockingQueue<Session> requests = new LinkedBlockingQueue<>();
    private final List<Session> held = new ArrayList<>();
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

    /** Ends the thread once nothing is asked for any more; what is still held then stays named. Any thread. */
    void close() {
        isClosing = true;
    }

    /** Sessions and sinks whose memory could not be released yet. Any thread. */
    List<String> unreleased() {
        return unreleased;
    }

    @Override
    public void run() {
        while (!(isClosing && requests.isEmpty())) {
            final Session session = next();
            if (session != null) {
                if (!isReleased(session)) {
                    held.add(session);
                }
                manager.post(manager -> manager.onReleased(session));
            }
            held.removeIf(this::isReleased);
            unreleased = held.stream().map(Session::busyText).toList();
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

    private boolean isReleased(Session session) {
        try {
            return session.release().isEmpty();
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "could not release " + session.id().sessionId() + ", trying again",
                    e);
            return false;
        }
    }
}
