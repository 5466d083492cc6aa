package io.ringcap.internal.control;

import io.ringcap.config.ManagerConfig;
import io.ringcap.message.SessionId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one manager: those that live, and those that ended and can still be asked for. Written by the manager's thread,
 * read by any.
 */
public final class SessionRegistry {
    private static final Comparator<Session> BY_AGE =
            Comparator.comparingLong(session -> session.id().captureId());

    private final ManagerConfig config;
    private final AtomicLong nextCaptureId = new AtomicLong(1);
    private final AtomicLong lastMillis = new AtomicLong();
    private final Map<String, Session> byId = new ConcurrentHashMap<>();
    private final Map<String, Session> active = new ConcurrentHashMap<>();
    private final Deque<Ended> ended = new ArrayDeque<>();

    private record Ended(Session session, long atNs) {}

    SessionRegistry(ManagerConfig config) {
        this.config = config;
    }

    /** A new identity; two in one millisecond still differ. Any thread. */
    SessionId newId(String key) {
        final long now = config.clock().millis();
        final long millis = lastMillis.updateAndGet(last -> Math.max(last + 1, now));
        return new SessionId(nextCaptureId.getAndIncrement(), key, "capture_" + millis);
    }

    /** Makes a session known that is about to be started, so that who started it finds it. Any thread. */
    void announce(Session session) {
        byId.put(session.id().sessionId(), session);
    }

    void add(Session session) {
        byId.put(session.id().sessionId(), session);
        active.put(session.id().sessionId(), session);
    }

    void ended(Session session) {
        active.remove(session.id().sessionId());
        ended.addLast(new Ended(session, System.nanoTime()));
    }

    /** Forgets ended sessions that are too old or too many, and returns them. The manager's thread. */
    List<Session> expire(long nowNs) {
        final List<Session> forgotten = new ArrayList<>();
        while (!ended.isEmpty() && isExpired(ended.getFirst(), nowNs)) {
            final Session session = ended.removeFirst().session();
            byId.remove(session.id().sessionId());
            forgotten.add(session);
        }
        return forgotten;
    }

    private boolean isExpired(Ended oldest, long nowNs) {
        return ended.size() > config.endedSessionsKept()
                || nowNs - oldest.atNs() >= config.endedSessionsTtl().toNanos();
    }

    /** The sessions that have not ended. */
    Collection<Session> active() {
        return active.values();
    }

    int endedCount() {
        return Math.max(byId.size() - active.size(), 0);
    }

    /** The session of this id, living or remembered; null when there is none. */
    public @Nullable Session find(String sessionId) {
        return byId.get(sessionId);
    }

    /** All sessions of whom the test is true, living and remembered, the oldest first. */
    public List<Session> all(Predicate<Session> isMeant) {
        return byId.values().stream().filter(isMeant).sorted(BY_AGE).toList();
    }

    /**
     * What somebody means who asks without an id: the newest active session, else the newest that was started a short while ago,
     * else none.
     */
    public Optional<Session> current(Predicate<Session> isMeant) {
        final Optional<Session> newestActive = byId.values().stream()
                .filter(session -> !session.state().isTerminal())
                .filter(isMeant)
                .max(BY_AGE);
        if (newestActive.isPresent()) {
            return newestActive;
        }
        final long recentNs = config.recentFor().toNanos();
        return byId.values().stream()
                .filter(isMeant)
                .filter(session -> System.nanoTime() - session.createdNs() < recentNs)
                .max(BY_AGE);
    }
}
