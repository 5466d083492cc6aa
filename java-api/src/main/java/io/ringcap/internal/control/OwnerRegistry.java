package io.ringcap.internal.control;

import io.ringcap.config.ManagerConfig;
import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The owners of one manager, by name. Any thread; swept by the manager's. */
public final class OwnerRegistry {
    private final Map<String, Owner> byName = new ConcurrentHashMap<>();
    private final ManagerConfig config;
    private final WallClock clock;
    private long lastSweepNs = System.nanoTime();

    OwnerRegistry(ManagerConfig config, WallClock clock) {
        this.config = config;
        this.clock = clock;
    }

    /** The owner of this name, made if need be, and used by that. */
    public Owner get(String name) {
        if (name.isBlank()) {
            throw new CaptureException(
                    ErrorCode.START_INVALID_PARAMS, "an owner's name must not be empty; give each party its own");
        }
        final long nowUsec = clock.nowUsec();
        return byName.compute(name, (any, known) -> {
            final Owner owner = known == null ? new Owner(any, nowUsec) : known;
            owner.touch(nowUsec);
            return owner;
        });
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
                .filter(owner -> removeIfIdle(owner, idleNs))
                .toList();
    }

    /** In one step with {@link #get}, so that nobody holds an owner that is being removed. */
    private boolean removeIfIdle(Owner owner, long idleNs) {
        final boolean[] isRemoved = new boolean[1];
        byName.computeIfPresent(owner.name(), (name, known) -> {
            isRemoved[0] = known.equals(owner) && known.idleNs() >= idleNs;
            return isRemoved[0] ? null : known;
        });
        return isRemoved[0];
    }
}
