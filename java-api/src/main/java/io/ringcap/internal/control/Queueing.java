package io.ringcap.internal.control;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which sessions must end before another one starts: those of the same owner on the same target, and the one whose operation it
 * takes over. Confined to the manager's thread.
 */
final class Queueing {
    private final SessionRegistry registry;
    private final Map<Session, Set<Session>> awaited = new LinkedHashMap<>();

    Queueing(SessionRegistry registry) {
        this.registry = registry;
    }

    /** The sessions to be stopped for this one, which from now on waits for them; empty when it may start. */
    List<Session> predecessors(Session session, @Nullable Session replaced) {
        final List<Session> before = new ArrayList<>();
        for (Session each : registry.active()) {
            if (each != session && (each == replaced || isSameTarget(each, session))) {
                before.add(each);
            }
        }
        // One that is replaced before it ran may itself have waited: so long the target is not free.
        for (Session each : replaced == null ? Set.<Session>of() : awaited.getOrDefault(replaced, Set.of())) {
            if (!before.contains(each)) {
                before.add(each);
            }
        }
        if (!before.isEmpty()) {
            awaited.put(session, new HashSet<>(before));
        }
        return before;
    }

    /** The sessions that waited for this one, which has ended, and for no other any more. */
    List<Session> successors(Session ended) {
        awaited.remove(ended);
        final List<Session> free = new ArrayList<>();
        awaited.forEach((session, before) -> {
            if (before.remove(ended) && before.isEmpty()) {
                free.add(session);
            }
        });
        free.forEach(awaited::remove);
        return free;
    }

    private static boolean isSameTarget(Session running, Session next) {
        final String target = next.spec().exclusiveTarget();
        return !next.spec().shared()
                && !target.isEmpty()
                && target.equals(running.spec().exclusiveTarget())
                && Objects.equals(running.owner(), next.owner());
    }
}
