package io.ringcap.bench.jmh;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.TimeoutBlockingWaitStrategy;
import com.lmax.disruptor.YieldingWaitStrategy;
import io.ringcap.internal.ring.ParkingWaitStrategy;
import java.util.concurrent.TimeUnit;

/** The ways that are compared. */
public enum HandOffKind {
    PARKING,
    BLOCKING,
    TIMEOUT_BLOCKING,
    YIELDING,
    BUSY_SPIN,
    ARRAY_BLOCKING_QUEUE;

    HandOff start() {
        return switch (this) {
            case PARKING -> new RingHandOff(new ParkingWaitStrategy(TimeUnit.MILLISECONDS.toNanos(HandOff.IDLE_MS)));
            case BLOCKING -> new RingHandOff(new BlockingWaitStrategy());
            case TIMEOUT_BLOCKING ->
                new RingHandOff(new TimeoutBlockingWaitStrategy(HandOff.IDLE_MS, TimeUnit.MILLISECONDS));
            case YIELDING -> new RingHandOff(new YieldingWaitStrategy());
            case BUSY_SPIN -> new RingHandOff(new BusySpinWaitStrategy());
            case ARRAY_BLOCKING_QUEUE -> new QueueHandOff();
        };
    }
}
