package io.ringcap.internal.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.internal.pcap.BlockMemory;
import io.ringcap.internal.pcap.BlockSource;
import io.ringcap.internal.pcap.HeldNetns;
import io.ringcap.internal.pcap.Slab;
import io.ringcap.internal.pcap.Sources;
import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import io.ringcap.packet.BlockLayout;
import io.ringcap.testing.Waits;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A source that follows something made up: how often it is looked at, and what its end does. */
class TargetWatchTest {
    private static final long LOOK_CPU_NS = TimeUnit.MILLISECONDS.toNanos(4);
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Takes its time of a processor for each look, and ends when it is told to. */
    private static final class CostlyFollower implements Follower {
        private final long pauseNs;
        private volatile int looks;
        private volatile boolean isGone;

        CostlyFollower(long pauseNs) {
            this.pauseNs = pauseNs;
        }

        @Override
        public String expression() {
            return "";
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // One writer.
        public void look() {
            if (isGone) {
                throw new CaptureException(ErrorCode.RUN_PROCESS_DIED, "gone");
            }
            final long beganNs = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            while (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - beganNs < LOOK_CPU_NS) {
                Thread.onSpinWait();
            }
            looks++;
        }

        @Override
        public long pauseNs() {
            return pauseNs;
        }

        @Override
        public void close() {}
    }

    @Test
    void shouldTakeATenthOfAProcessorHoweverOftenItIsAsked() {
        final CostlyFollower follower = new CostlyFollower(PATIENCE_NS);
        try (TargetSource source = source(follower)) {
            final TargetWatch watch = new TargetWatch(follower, source, "ringcap-test-target");
            watch.start();
            final long untilNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(700);
            while (System.nanoTime() - untilNs < 0) {
                watch.lookIfAffordable(PATIENCE_NS);
                Thread.onSpinWait();
            }
            final long cpuNs = watch.cpuNs();
            assertTrue(follower.looks >= 5, "looks at a stretch are allowed, not " + follower.looks);
            assertTrue(cpuNs < TimeUnit.MILLISECONDS.toNanos(200), "looks took " + cpuNs + " ns of 700 ms");
            assertTrue(cpuNs >= (follower.looks - 1) * LOOK_CPU_NS, "the time of looks is told");
            watch.close();
        }
    }

    @Test
    void shouldRefuseAnotherFilterWhenTheTargetHasEnded() throws Exception {
        final CostlyFollower follower = new CostlyFollower(TimeUnit.MILLISECONDS.toNanos(1));
        try (Slab slab = Slab.map(1, BlockLayout.MIN_BLOCK_BYTES);
                TargetSource source = source(follower).start()) {
            final BlockMemory block = slab.block(0);
            follower.isGone = true;
            final CaptureException end = assertThrows(
                    CaptureException.class,
                    () -> Waits.until(
                            PATIENCE, () -> source.fill(block, 0, TimeUnit.MILLISECONDS.toNanos(1)) < 0, "no end"));
            assertEquals(ErrorCode.RUN_PROCESS_DIED, end.code());
            final CaptureException refused = assertThrows(CaptureException.class, () -> source.setFilter("udp"));
            assertEquals(ErrorCode.RUN_CANCELLED, refused.code());
            assertTrue(source.cpuNs() > 0, "the looks' time is the source's");
        }
    }

    private static TargetSource source(Follower follower) {
        final BlockSource inner = Sources.open(
                CaptureSpec.ofSynthetic(new SyntheticTraffic(SyntheticTraffic.MIN_FRAME_BYTES, 1_000))
                        .build(),
                CaptureConfig.defaults());
        return new TargetSource(inner, follower, HeldNetns.asNamed(null), "", false, "ringcap-test-target");
    }
}
