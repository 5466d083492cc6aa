package io.ringcap.internal.ring;

import io.ringcap.internal.pcap.BlockMemory;

/**
 * When the session is and was paused, and which blocks that concerns. A live source goes on filling blocks in a pause; whether
 * one is recorded is decided by its time stamps, for the whole block. Confined to the worker.
 */
final class PauseClock {
    private final boolean isLive;
    private boolean isPaused;
    private long fromEpochNs = Long.MAX_VALUE;
    private long untilEpochNs = Long.MIN_VALUE;
    private long sinceNs;
    private long totalNs;

    PauseClock(boolean isLive) {
        this.isLive = isLive;
    }

    /** Pauses from a moment on; changes nothing in a pause. */
    void pause(long atEpochNs, long nowNs) {
        if (!isPaused) {
            isPaused = true;
            sinceNs = nowNs;
            fromEpochNs = atEpochNs;
        }
    }

    /**
     * Ends a pause at a moment; changes nothing without one.
     *
     * @return how long it was
     */
    long resume(long atEpochNs, long nowNs) {
        if (!isPaused) {
            return 0;
        }
        isPaused = false;
        untilEpochNs = atEpochNs;
        totalNs += nowNs - sinceNs;
        return nowNs - sinceNs;
    }

    boolean isPaused() {
        return isPaused;
    }

    /** Time of the session without its pauses. */
    long activeNs(long startNs, long nowNs) {
        return (isPaused ? sinceNs : nowNs) - startNs - totalNs;
    }

    /**
     * Whether what a block holds arrived in the pause: all of it, so that no packet that arrived before or after is lost with
     * those of the pause. After a pause it still is asked, for blocks that were filled by the kernel before its end.
     */
    boolean covers(BlockMemory block) {
        return isLive
                && block.firstTimestampNs() >= fromEpochNs
                && (isPaused || block.lastTimestampNs() < untilEpochNs);
    }
}
