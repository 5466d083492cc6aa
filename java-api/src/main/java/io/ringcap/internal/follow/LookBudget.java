package io.ringcap.internal.follow;

import java.util.concurrent.TimeUnit;

/**
 * Says whether one more look may be had at once: all looks together take a tenth of a processor at most, after a start of some at a
 * stretch. Whoever scans ports asks for a look with each packet. Charged by the target's thread, asked by any.
 */
final class LookBudget {
    private static final int COSTS_A_LOOK = 10;
    private static final long STRETCH_NS = TimeUnit.MILLISECONDS.toNanos(200);

    /** When all that was spent is paid for. */
    private volatile long paidNs;

    LookBudget(long nowNs) {
        paidNs = nowNs;
    }

    /** A look took so much of a processor. */
    void charge(long cpuNs, long nowNs) {
        paidNs = (paidNs - nowNs > 0 ? paidNs : nowNs) + cpuNs * COSTS_A_LOOK;
    }

    boolean isEnough(long nowNs) {
        return paidNs - nowNs < STRETCH_NS;
    }
}
