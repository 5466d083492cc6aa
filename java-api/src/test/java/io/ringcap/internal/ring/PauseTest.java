package io.ringcap.internal.ring;

import static io.ringcap.internal.ring.WorkerBench.FAKE;
import static io.ringcap.internal.ring.WorkerBench.SMALL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.internal.pcap.Sources;
import io.ringcap.message.FinishReason;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.FakeSource;
import io.ringcap.testing.FakeSources;
import io.ringcap.testing.PcapFiles;
import io.ringcap.testing.SequenceCheck;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pauses: of interfaces, where what arrives is counted, and of sources that can wait, where nothing happens. */
class PauseTest {
    @TempDir
    Path folder;

    private final FakeSources sources = new FakeSources(100);

    @Test
    void shouldCountAndNotRecordWhatArrivesInAPause() throws Exception {
        try (WorkerBench bench = new WorkerBench(FAKE, SMALL, sources, Sinks.pcap(folder))) {
            bench.startAndAwait();
            final FakeSource source = sources.of(FAKE);
            source.give(1000);
            WorkerBench.until("1000 packets", () -> bench.worker.stats().packets() == 1000);
            assertTrue(bench.pause());
            assertTrue(bench.pause(), "a second time it is paused still");
            source.give(700);
            WorkerBench.until("700 paused packets", () -> bench.worker.stats().pausedPackets() == 700);
            assertFalse(bench.resume());
            assertFalse(bench.resume(), "a second time it runs still");
            source.give(300);
            final WorkerBench.End end = bench.stop();
            assertEquals(1300, end.stats().packets());
            assertEquals(1300, end.stats().received(), "what came in the pause is counted apart");
            assertEquals(700, bench.worker.stats().pausedPackets());
            final SequenceCheck recorded =
                    PcapFiles.sequences(Path.of(bench.files.get(0).filePath()));
            assertEquals(1300, recorded.packets());
            assertEquals(700, recorded.missing());
            assertEquals(2000, recorded.next());
        }
    }

    @Test
    void shouldGoOnTakingFromTheKernelInAPauseWhenASinkHangs() throws Exception {
        final CountDownLatch handler = new CountDownLatch(1);
        try (WorkerBench bench = new WorkerBench(
                FAKE, SMALL, sources, Sinks.blockHandler(block -> handler.await(10, TimeUnit.SECONDS)))) {
            bench.startAndAwait();
            final FakeSource source = sources.of(FAKE);
            source.give(100_000);
            WorkerBench.until("a full ring", () -> bench.worker.stats().ringStalls() > 0);
            // What the source has not given yet counts as what arrives now: the fake stamps a packet when it gives it.
            assertTrue(bench.pause());
            WorkerBench.until("all was taken", () -> source.given() == 100_000);
            handler.countDown();
            final WorkerBench.End end = bench.stop();
            assertEquals(100_000, end.stats().packets() + bench.worker.stats().pausedPackets());
            assertTrue(
                    bench.worker.stats().pausedPackets() > 50_000,
                    () -> bench.worker.stats().pausedPackets() + " were paused");
            assertEquals(0, end.stats().undrained());
        }
    }

    @Test
    void shouldCountWhatArrivedInThePauseWhenStoppedOrCancelledInIt() throws Exception {
        for (boolean isLossless : new boolean[] {true, false}) {
            final FakeSources each = new FakeSources(10);
            try (WorkerBench bench = new WorkerBench(FAKE, SMALL, each, Sinks.discard())) {
                bench.startAndAwait();
                final FakeSource source = each.of(FAKE);
                source.give(55);
                WorkerBench.until("55 packets", () -> bench.worker.stats().packets() == 55);
                assertTrue(bench.pause());
                source.give(5000);
                bench.worker.requestStop(FinishReason.STOPPED, isLossless);
                final WorkerBench.End end = bench.awaitEnd();
                assertEquals(55, end.stats().packets());
                assertEquals(5000, bench.worker.stats().pausedPackets());
                assertEquals(0, end.stats().undrained());
            }
        }
    }

    @Test
    void shouldNotCountPausedTimeAgainstTheDuration() throws Exception {
        final CaptureSpec spec = CaptureSpec.onInterface("fake")
                .maxDuration(Duration.ofMillis(300))
                .build();
        try (WorkerBench bench = new WorkerBench(spec, SMALL, sources, Sinks.discard())) {
            final long startNs = System.nanoTime();
            bench.startAndAwait();
            assertTrue(bench.pause());
            TimeUnit.MILLISECONDS.sleep(600);
            assertEquals(0, bench.ends.size());
            assertFalse(bench.resume());
            assertEquals(FinishReason.DURATION, bench.awaitEnd().reason());
            final long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
            assertTrue(tookMs >= 900, () -> tookMs + " ms");
        }
    }

    @Test
    void shouldLoseNothingOfAFile() throws Exception {
        final int count = 300_000;
        final PcapFiles packets = PcapFiles.nanos();
        for (int i = 0; i < count; i++) {
            final ByteBuffer frame = ByteBuffer.allocate(60);
            frame.position(42);
            frame.put("RINGCAP\0".getBytes(StandardCharsets.US_ASCII)).putLong(i);
            packets.packet(1_000_000_000L + i, frame.array());
        }
        final CaptureSpec spec =
                CaptureSpec.fromFile(packets.write(folder.resolve("in.pcap"))).build();
        final SequenceCheck handled = new SequenceCheck();
        final CountDownLatch first = new CountDownLatch(1);
        try (WorkerBench bench = new WorkerBench(spec, SMALL, Sources::open, Sinks.handler(packet -> {
            handled.onPacket(packet);
            if (handled.packets() == 1) {
                first.await(10, TimeUnit.SECONDS);
            }
        }))) {
            bench.startAndAwait();
            assertTrue(bench.pause());
            first.countDown();
            WorkerBench.until(
                    "what was published is handled",
                    () -> handled.packets() == bench.worker.stats().packets());
            final long before = bench.worker.stats().packets();
            TimeUnit.MILLISECONDS.sleep(100);
            assertEquals(before, bench.worker.stats().packets(), "nothing is read in a pause");
            assertTrue(before < count, "the file was read before it could be paused");
            assertFalse(bench.resume());
            final WorkerBench.End end = bench.awaitEnd();
            assertEquals(FinishReason.END_OF_FILE, end.reason());
            assertEquals(count, handled.packets());
            assertEquals(0, handled.missing());
            assertEquals(0, bench.worker.stats().pausedPackets());
        }
    }

    @Test
    void shouldNotMakeUpForAPauseOfSyntheticTraffic() throws Exception {
        final CaptureSpec spec =
                CaptureSpec.ofSynthetic(new SyntheticTraffic(100, 10_000)).build();
        try (WorkerBench bench = new WorkerBench(spec, SMALL, Sources::open, Sinks.discard())) {
            final long startNs = System.nanoTime();
            bench.startAndAwait();
            assertTrue(bench.pause());
            final long atPause = bench.worker.stats().packets();
            final long pausedNs = System.nanoTime();
            TimeUnit.MILLISECONDS.sleep(1000);
            assertEquals(atPause, bench.worker.stats().packets());
            // Before it is asked to go on: a thread that is late with the answer must not seem to have paused for
            // longer.
            final long resumedNs = System.nanoTime();
            assertFalse(bench.resume());
            TimeUnit.MILLISECONDS.sleep(100);
            final long made = bench.stop().stats().packets();
            final long activeNs = System.nanoTime() - startNs - (resumedNs - pausedNs);
            assertTrue(
                    made <= activeNs / 100_000 + 10,
                    () -> made + " packets in " + activeNs / 1_000_000 + " ms at 10 packets a ms");
        }
    }
}
