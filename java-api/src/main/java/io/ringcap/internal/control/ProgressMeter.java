package io.ringcap.internal.control;

import io.ringcap.config.CaptureConfig;

/**
 * Says when a session's progress is due: after a time, or so many packets or bytes, whichever is first. The manager asks at
 * its tick, which caps the rate. Confined to the manager's thread.
 */
final class ProgressMeter {
    private final long intervalNs;
    private final long packetsStep;
    private final long bytesStep;
    private long lastNs;
    private long lastPackets;
    private long lastBytes;
    private boolean isDueAnyway;

    ProgressMeter(CaptureConfig config, long nowNs) {
        this.intervalNs = config.progressInterval().toNanos();
        this.packetsStep = config.progressPackets();
        this.bytesStep = config.progressBytes();
        this.lastNs = nowNs;
    }

    /** Has a message be due at the next look, whatever has happened. */
    void makeDue() {
        isDueAnyway = true;
    }

    /** Whether a message is due; if so, the next is due one step later. */
    boolean isDue(long nowNs, long packets, long bytes) {
        if (!isDueAnyway
                && nowNs - lastNs < intervalNs
                && packets - lastPackets < packetsStep
                && bytes - lastBytes < bytesStep) {
            return false;
        }
        isDueAnyway = false;
        lastNs = nowNs;
        lastPackets = packets;
        lastBytes = bytes;
        return true;
    }
}
