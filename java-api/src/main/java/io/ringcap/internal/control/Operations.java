package io.ringcap.internal.control;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which start of an owner's key is in force, so that an operation that is said twice is done once. Any thread; entries go with
 * their sessions.
 */
final class Operations {
    /** Starts with this version are always new ones. */
    static final int UNVERSIONED = 0;

    private final Map<Name, Session> inForce = new ConcurrentHashMap<>();
    private final AtomicLong ignored = new AtomicLong();

    /** An owner that was removed and asked for again is another one. */
    private record Name(@Nullable Owner owner, String key) {}

    /**
     * What a start comes to.
     *
     * @param session the session in force
     * @param isNew whether it is this start's
     * @param replaced the session that it takes over from, or null
     */
    record Admission(
            Session session, boolean isNew, @Nullable Session replaced) {}

    /** Takes a start, or finds the one that has been taken: a repeat and an older version change nothing. */
    Admission admit(@Nullable Owner owner, String key, int opVersion, Supplier<Session> maker) {
        if (key.isEmpty() || opVersion == UNVERSIONED) {
            return new Admission(maker.get(), true, null);
        }
        final Admission[] result = new Admission[1];
        inForce.compute(new Name(owner, key), (name, before) -> {
            if (before != null && before.callerVersion() >= opVersion) {
                ignored.incrementAndGet();
                result[0] = new Admission(before, false, null);
                return before;
            }
            final Session made = maker.get();
            result[0] = new Admission(made, true, before);
            return made;
        });
        return result[0];
    }

    /** Notes that something was asked for that had been done, or overtaken. */
    void countIgnored() {
        ignored.incrementAndGet();
    }

    /** Repeats and older versions so far. */
    long ignored() {
        return ignored.get();
    }

    void forget(Session session) {
        inForce.remove(nameOf(session), session);
    }

    /** Whether a newer version of this session's start has been taken. */
    boolean isOvertaken(Session session) {
        return session.startVersion() != UNVERSIONED
                && !session.id().key().isEmpty()
                && inForce.get(nameOf(session)) != session;
    }

    private static Name nameOf(Session session) {
        return new Name(session.owner(), session.id().key());
    }
}
