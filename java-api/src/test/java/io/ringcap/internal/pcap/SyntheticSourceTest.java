package io.ringcap.internal.pcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.packet.BlockLayout;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Traffic that is made comes at the rate that was asked for, from the first block on. */
class SyntheticSourceTest {
    private static final int PACKETS_PER_SECOND = 1000;
    private static final long FLUSH_NS = TimeUnit.MILLISECONDS.toNanos(10);

    @Test
    void shouldNotMakeUpForTheTimeBeforeTheFirstBlock() throws InterruptedException {
        try (SyntheticSource source = new SyntheticSource(new SyntheticTraffic(64, PACKETS_PER_SECOND), 64);
                Slab slab = Slab.map(1, CaptureConfig.DEFAULT_BLOCK_BYTES)) {
            // What a cold start takes between opening and capturing.
            Thread.sleep(Duration.ofSeconds(1).toMillis());

            final long beforeNs = System.nanoTime();
            int packets = 0;
            while (packets == 0) {
                packets = source.fill(slab.block(0), FLUSH_NS, FLUSH_NS);
            }
            final long tookNs = System.nanoTime() - beforeNs;

            assertTrue(
                    packets <= tookNs * PACKETS_PER_SECOND / TimeUnit.SECONDS.toNanos(1) + 1,
                    () -> "in " + Duration.ofNanos(tookNs));
        }
    }

    @Test
    void shouldMakeAsManyAsABlockHoldsWithoutARate() {
        try (SyntheticSource source = new SyntheticSource(new SyntheticTraffic(64, 0), 64);
                Slab slab = Slab.map(1, CaptureConfig.DEFAULT_BLOCK_BYTES)) {
            final int records =
                    (slab.block(0).capacity() - BlockLayout.HEADER_BYTES) / (BlockAppender.RECORD_BYTES + 64);

            assertEquals(records, source.fill(slab.block(0), FLUSH_NS, FLUSH_NS));
        }
    }
}
