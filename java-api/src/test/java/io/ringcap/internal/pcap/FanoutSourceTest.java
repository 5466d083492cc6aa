package io.ringcap.internal.pcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shares of an interface that break, with files in the place of the kernel's rings. */
class FanoutSourceTest {
    private static final int PACKETS = 1000;

    @TempDir
    Path folder;

    private final CaptureConfig config = CaptureConfig.builder().workers(2).build();
    private final List<FanoutLane> lanes = new ArrayList<>();
    private final CountDownLatch isReleased = new CountDownLatch(1);
    private FanoutSource source;
    private Slab slab;

    @BeforeEach
    void open() throws Exception {
        for (int i = 0; i < 2; i++) {
            lanes.add(lane(i));
        }
        final InterfaceFan fan = new InterfaceFan(0, lanes, config);
        source =
                new FanoutSource(List.of(fan), CaptureSpec.onInterface("as-if0").build(), config);
        slab = Slab.map(1, config.blockBytes());
        fan.start();
    }

    @AfterEach
    void close() {
        isReleased.countDown();
        source.close();
        slab.close();
    }

    @Test
    void shouldEndWithoutAWorkerThatHangs() throws Exception {
        final CountDownLatch hasBegun = new CountDownLatch(1);
        lanes.get(1).ask(() -> {
            hasBegun.countDown();
            while (isReleased.getCount() > 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        });
        assertTrue(hasBegun.await(5, TimeUnit.SECONDS), "the worker takes no task");
        source.quiesce(0);
        final long beganNs = System.nanoTime();
        final long[] fills = new long[1];
        final CaptureException failure = assertThrows(CaptureException.class, () -> {
            while (source.fill(slab.block(0), 0, 0) != BlockSource.END) {
                fills[0]++;
                assertTrue(System.nanoTime() - beganNs < TimeUnit.SECONDS.toNanos(8), "no end");
            }
        });
        assertEquals(ErrorCode.RUN_ENGINE_DIED, failure.code(), failure.getMessage());
        assertTrue(failure.getMessage().contains("ringcap-test-lane-1"), failure.getMessage());
        final long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNs);
        assertTrue(fills[0] < tookMs + 2 * PACKETS, () -> fills[0] + " fills in " + tookMs + " ms: it spins");
        assertEquals(BlockSource.END, source.fill(slab.block(0), 0, 0));
        source.refreshCounters();
    }

    @Test
    void shouldTellOfAWorkerThatDiedWhileTheOthersAreBusy() throws Exception {
        lanes.get(1).ask(() -> {
            throw new AssertionError("on purpose");
        });
        final long beganNs = System.nanoTime();
        final CaptureException failure = assertThrows(CaptureException.class, () -> {
            while (source.fill(slab.block(0), 0, 1_000_000) != BlockSource.END) {
                assertTrue(System.nanoTime() - beganNs < TimeUnit.SECONDS.toNanos(5), "nobody tells");
            }
        });
        assertEquals(ErrorCode.RUN_ENGINE_DIED, failure.code(), failure.getMessage());
        assertTrue(failure.getMessage().contains("on purpose"), failure.getMessage());
    }

    @Test
    void shouldCountWhatWasReadAndNeverGiven() throws Exception {
        int given = 0;
        while (given == 0) {
            given = source.fill(slab.block(0), 0, 1_000_000);
        }
        source.close();
        final SourceCounters counters = new SourceCounters();
        source.counters(0, counters);
        assertEquals(given, counters.delivered);
        assertTrue(counters.undrained > 0, "what is in the workers' blocks is in no count");
    }

    /** One that has something for as long as any test lasts. */
    private FanoutLane lane(int number) throws Exception {
        final List<WrittenPacket> packets = new ArrayList<>();
        for (int i = 0; i < PACKETS; i++) {
            packets.add(new WrittenPacket(WrittenPacket.SOME_TIME_NS + i * 1_000L, new byte[1000], 1000));
        }
        final Path file = CaptureFiles.nanosecondPcap(folder.resolve("lane" + number + ".pcap"), packets);
        final NativeSource reading = NativeSource.open(
                CaptureSpec.fromFile(file).fileRepeat(Integer.MAX_VALUE).build(), config, () -> Long.MAX_VALUE);
        return new FanoutLane(reading, config, 5, "ringcap-test-lane-" + number);
    }
}
