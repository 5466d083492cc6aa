package io.ringcap.internal.pcap;

import io.ringcap.config.CaptureConfig;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Up to which time the packets of an interface's lanes are known, so that they can be put in order. Confined to the session's
 * worker.
 */
final class LaneKnowledge {
    /** A thread that has nothing to wait for speaks within this. */
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(1);

    /** A lane waits half a flush time for a packet and a whole one for its block; the kernel holds one back as long. */
    private static final int FLUSHES = 3;

    private final List<FanoutLane> lanes;
    private final long mostHeldNs;
    private final long[] lastKnownNs;
    private final long[] spokenNs;
    private long floorNs = Long.MIN_VALUE;
    private long heldSinceNs;
    private boolean isHeld;

    LaneKnowledge(List<FanoutLane> lanes, CaptureConfig config, long nowNs) {
        this.lanes = lanes;
        this.mostHeldNs = PATIENCE_NS + FLUSHES * config.flush().toNanos();
        this.lastKnownNs = new long[lanes.size()];
        this.spokenNs = new long[lanes.size()];
        for (int i = 0; i < spokenNs.length; i++) {
            lastKnownNs[i] = Long.MIN_VALUE;
            spokenNs[i] = nowNs;
        }
    }

    /** Up to which stamp packets can be given out; a lane that says nothing for too long is not asked until it speaks. */
    long limitNs(long nowNs) {
        long limitNs = Long.MAX_VALUE;
        for (int i = 0; i < spokenNs.length; i++) {
            final FanoutLane lane = lanes.get(i);
            final long knownNs = lane.knownNs();
            if (knownNs != lastKnownNs[i] || lane.isFull()) {
                lastKnownNs[i] = knownNs;
                spokenNs[i] = nowNs;
            }
            if (nowNs - spokenNs[i] <= mostHeldNs) {
                limitNs = Math.min(limitNs, knownNs);
            }
        }
        return Math.max(limitNs, floorNs);
    }

    /** Packets were given out, or there are none. */
    void onFlow() {
        isHeld = false;
    }

    /**
     * There are packets, and none may be given out. After a while they are all the same: their stamps are of a clock that was
     * set back since, and until it is there again no lane can know so much.
     *
     * @return whether the limit has moved
     */
    boolean holdIsOver(long nowNs, long youngestNs) {
        if (!isHeld) {
            isHeld = true;
            heldSinceNs = nowNs;
        }
        if (nowNs - heldSinceNs <= mostHeldNs) {
            return false;
        }
        isHeld = false;
        floorNs = Math.max(floorNs, youngestNs);
        return true;
    }
}
