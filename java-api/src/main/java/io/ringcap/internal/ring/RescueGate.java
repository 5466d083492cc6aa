package io.ringcap.internal.ring;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Stands between a worker and everything that others see of it. The worker passes through it, one short step at a time, to
 * count, publish and report; a rescuer shuts it once and for all. It costs the worker one atomic operation to enter and one to
 * leave, per block.
 *
 * <p>Design note: both change the same word by compare-and-set, so a step is either complete before the gate is shut, and the
 * rescuer sees all of it, or it does not take place. Inside there are only writes to memory and posts; what can hang (the
 * source, the disk) is done outside.
 */
final class RescueGate {
    private static final int OPEN = 0;
    private static final int INSIDE = 1;
    private static final int SHUT = 2;
    private static final long PARK_NS = 20_000;

    private final AtomicInteger state = new AtomicInteger(OPEN);

    /** Begins a step; false when the worker was given up and must leave everything alone. Worker only. */
    boolean enter() {
        return state.compareAndSet(OPEN, INSIDE);
    }

    /** Ends a step. Not a plain store: it must not open a gate that was shut by force. Worker only. */
    void leave() {
        state.compareAndSet(INSIDE, OPEN);
    }

    /**
     * Shuts the gate, after the step that the worker is in.
     *
     * @param isLate whether to wait no longer for a thread that the system does not let run in the middle of a step
     */
    void shut(BooleanSupplier isLate) {
        while (!state.compareAndSet(OPEN, SHUT)) {
            if (isLate.getAsBoolean()) {
                state.set(SHUT);
                return;
            }
            LockSupport.parkNanos(this, PARK_NS);
        }
    }

    boolean isShut() {
        return state.get() == SHUT;
    }
}
