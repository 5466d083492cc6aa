package io.ringcap.internal.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.ringcap.packet.BlockLayout;
import io.ringcap.packet.PacketBlock;
import io.ringcap.sink.Sink;
import io.ringcap.sink.SinkWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SinkLaneTest {
    private static final int ROUNDS = 3_000;

    /** Counts its blocks, and those that came with the thread's flag set: a file would be closed under it. */
    private static final class Watchful implements SinkWriter {
        final AtomicInteger blocks = new AtomicInteger();
        final AtomicInteger flagged = new AtomicInteger();

        @Override
        public void onBlock(PacketBlock block) {
            if (Thread.currentThread().isInterrupted()) {
                flagged.incrementAndGet();
            }
            blocks.incrementAndGet();
        }
    }

    /** Interrupted while it sleeps, and a block is there before it looks. */
    @Test
    void shouldNotHandAnInterruptOnToTheSink() throws Exception {
        final BlockRing ring = new BlockRing(4L * BlockLayout.MIN_BLOCK_BYTES, BlockLayout.MIN_BLOCK_BYTES);
        final Watchful sink = new Watchful();
        final SinkGuard guard = new SinkGuard("watchful", sink, false, failure -> {});
        final SinkLane lane = SinkLane.of(Sink.Overflow.GATE, ring, guard, List.of());
        final Thread thread = new Thread(lane, "ringcap-test-lane");
        thread.start();
        try {
            assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
                for (int i = 1; i <= ROUNDS; i++) {
                    while (thread.getState() != Thread.State.TIMED_WAITING) {
                        Thread.onSpinWait();
                    }
                    final long sequence = ring.claim();
                    thread.interrupt();
                    ring.publish(sequence);
                    while (sink.blocks.get() < i) {
                        Thread.onSpinWait();
                    }
                }
            });
        } finally {
            ring.end(0);
            lane.conclude(List.of());
            thread.join();
            ring.slab().close();
        }

        assertEquals(ROUNDS, sink.blocks.get());
        assertNull(guard.failure());
        assertFalse(thread.isAlive());
        assertEquals(0, sink.flagged.get());
    }
}
