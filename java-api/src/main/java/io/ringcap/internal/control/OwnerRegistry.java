package io.ringcap.internal.control;

import io.ringcap.config.ManagerConfig;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The owners of one manager, by name. Any thread; swept by the manager's. */
public final class OwnerRegistry {
    private final Map<String, Owner> byName = new ConcurrentHashMap<>();
    private final ManagerConfig config;
    private long lastSweepNs = System.nanoTime();

    OwnerRegistry(ManagerConfig config) {
        this.config = config;
    }

    /** The owner of this name, made if need be, and used by that. */
    public Owner get(String name) {
        final long nowUsec = nowUsec();
        final Owner owner = byName.computeIfAbsent(name, any -> new Owner(any, nowUsec));
        owner.touch(nowUsec);
        return owner;
    }

    /** The owner of this name without touching it; null when there is none. */
    public @Nullable Owner find(String name) {
        return byName.get(name);
    }

    public List<Owner> all() {
        return List.copyOf(byName.values());
    }

    boolean remove(Owner owner) {
        return byName.remove(owner.name(), owner);
    }

    /** Removes, at most once in the time between two sweeps, those who were silent for too long, and returns them. */
    List<Owner> sweep(long nowNs) {
        if (nowNs - lastSweepNs < config.ownerSweep().toNanos()) {
            return List.of();
        }
        lastSweepNs = nowNs;
        final long idleNs = config.ownerIdle().toNanos();
        return byName.values().stream()
                .filter(owner -> owner.idleNs() >= idleNs && remove(owner))
                .toList();
    }

    private long nowUsec() {
        return TimeUnit.MILLISECONDS.toMicros(config.clock().millis());
    }
}
