package io.ringcap.internal.control;

import io.ringcap.config.ManagerConfig;
import io.ringcap.message.SessionId;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The sessions of one manager: those that live, and the last ones that ended. Written by the manager's thread, read by any. */
public final class SessionRegistry {
    private final ManagerConfig config;
    private final AtomicLong nextCaptureId = new AtomicLong(1);
    private final AtomicLong lastMillis = new AtomicLong();
    private final Map<String, Session> byId = new ConcurrentHashMap<>();
    private final Map<String, Session> active = new ConcurrentHashMap<>();
    private final Deque<String> ended = new ArrayDeque<>();

    SessionRegistry(ManagerConfig config) {
        this.config = config;
    }

    /** A new identity; two in one millisecond still differ. Any thread. */
    SessionId newId(String key) {
        final long now = config.clock().millis();
        final long millis = lastMillis.updateAndGet(last -> Math.max(last + 1, now));
        return new SessionId(nextCaptureId.getAndIncrement(), key, "capture_" + millis);
    }

    void add(Session session) {
        byId.put(session.id().sessionId(), session);
        active.put(session.id().sessionId(), session);
    }

    void ended(Session session) {
        final String id = session.id().sessionId();
        active.remove(id);
        ended.addLast(id);
        while (ended.size() > config.endedSessionsKept()) {
            byId.remove(ended.removeFirst());
        }
    }

    Collection<Session> active() {
        return active.values();
    }

    /** The session of this id, living or remembered; null when there is none. */
    public @Nullable Session find(String sessionId) {
        return byId.get(sessionId);
    }

    /** All sessions, living and remembered. */
    public List<Session> all() {
        return List.copyOf(byId.values());
    }
}
