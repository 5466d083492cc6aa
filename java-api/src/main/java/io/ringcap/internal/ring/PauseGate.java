package io.ringcap.internal.ring;

import io.ringcap.internal.pcap.BlockMemory;
import io.ringcap.packet.BlockLayout;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Whether what a live source delivers belongs to a pause. What the kernel already held when it began is still recorded, and
 * what it still holds when it ends is not: a packet's time decides, for a block as a whole. Confined to the worker.
 */
final class PauseGate {
    private static final long NEVER = Long.MAX_VALUE;

    /** Of packets, so the wall clock's; looked at when a pause begins and ends, never for a block. */
    private final Clock clock;

    private boolean isPaused;
    private long pausedAtNs;
    private long pausedBeforeNs;
    private long beganAtTime = NEVER;
    private long endedAtTime;

    PauseGate(Clock clock) {
        this.clock = clock;
    }

    boolean isPaused() {
        return isPaused;
    }

    void pause(long nowNs) {
        if (!isPaused) {
            isPaused = true;
            pausedAtNs = nowNs;
            beganAtTime = time();
            endedAtTime = NEVER;
        }
    }

    /** Ends the pause and says how long it was. */
    long resume(long nowNs) {
        if (!isPaused) {
            return 0;
        }
        isPaused = false;
        endedAtTime = time();
        final long thisNs = nowNs - pausedAtNs;
        pausedBeforeNs += thisNs;
        return thisNs;
    }

    /** All time spent in pauses so far. */
    long pausedNs(long nowNs) {
        return pausedBeforeNs + (isPaused ? nowNs - pausedAtNs : 0);
    }

    /** Whether a block arrived outside of the pause. */
    boolean isRecorded(BlockMemory block) {
        if (beganAtTime == NEVER) {
            return true;
        }
        if (block.buffer().getLong(BlockLayout.FIRST_TS_OFFSET) < beganAtTime) {
            return true;
        }
        if (block.buffer().getLong(BlockLayout.LAST_TS_OFFSET) < endedAtTime) {
            return false;
        }
        // The pause lies behind the traffic: nothing is to be asked any more.
        beganAtTime = NEVER;
        return true;
    }

    private long time() {
        final Instant now = clock.instant();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }
}
