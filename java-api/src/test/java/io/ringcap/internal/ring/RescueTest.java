package io.ringcap.internal.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.FinishReason;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.FakeSource;
import io.ringcap.testing.FakeSources;
import io.ringcap.testing.PcapFiles;
import io.ringcap.testing.SequenceCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker that hangs or died does not take the session with it: what was published is whole, and the end comes once. */
class RescueTest {
    private static final CaptureSpec FAKE = CaptureSpec.onInterface("fake").build();
    private static final CaptureConfig SMALL =
            CaptureConfig.builder().small().stopTimeout(Duration.ofSeconds(2)).build();
    private final CaptureException why = new CaptureException(ErrorCode.RUN_TIMEOUT, "it hangs");

    @TempDir
    Path folder;

    @Test
    void shouldPublishExactlyWhatWasPublishedWhateverTheWorkerDoesMeanwhile() throws Exception {
        final Random random = new Random(20);
        for (int round = 0; round < 50; round++) {
            final FakeSources sources = new FakeSources(20);
            final SequenceCheck handled = new SequenceCheck();
            final Path own = Files.createDirectory(folder.resolve("round" + round));
            try (WorkerBench bench = new WorkerBench(FAKE, SMALL, sources, Sinks.pcap(own), Sinks.handler(handled))) {
                bench.startAndAwait();
                final FakeSource source = sources.of(FAKE);
                final int given = 200 + random.nextInt(4000);
                if (random.nextBoolean()) {
                    source.giveAndHang(given);
                    source.give(2000);
                } else {
                    source.give(given);
                    source.hang();
                }
                // Lets go before, in or after the rescue.
                final long waitNs = random.nextInt(400_000);
                final Thread rescuer = new Thread(
                        () -> {
                            LockSupport.parkNanos(random.nextInt(400_000));
                            bench.worker.rescue(why);
                        },
                        "ringcap-1-rescuer");
                assertTrue(source.awaitHanging());
                rescuer.start();
                if (round % 5 == 0) {
                    rescuer.join();
                    assertEquals(0, source.closes(), "the session ended while its worker still hung");
                }
                LockSupport.parkNanos(waitNs);
                source.letGo();
                rescuer.join();
                final WorkerBench.End end = bench.awaitEnd();
                bench.thread.join();
                WorkerBench.until("released", () -> bench.worker.release().isEmpty());

                assertEquals(List.of("started", "ended"), bench.heard);
                assertSame(why, end.failure());
                final long packets = end.stats().packets();
                assertEquals(packets, end.stats().writtenPackets().get("pcap"));
                assertEquals(packets, handled.packets());
                assertEquals(0, handled.missing());
                final SequenceCheck recorded =
                        PcapFiles.sequences(Path.of(bench.files.get(0).filePath()));
                assertEquals(packets, recorded.packets());
                assertEquals(packets, recorded.next());
                assertEquals(end.stats(), bench.worker.stats(), "nothing changes after the end");
                assertEquals(1, source.closes());
            }
        }
    }

    @Test
    void shouldEndInGoodOrderWhileTheWorkerHangs() throws Exception {
        final FakeSources sources = new FakeSources(50);
        try (WorkerBench bench = new WorkerBench(FAKE, SMALL, sources, Sinks.pcapng(folder))) {
            bench.startAndAwait();
            final FakeSource source = sources.of(FAKE);
            source.give(500);
            WorkerBench.until("500 packets", () -> bench.worker.stats().packets() == 500);
            source.giveAndHang(50);
            assertTrue(source.awaitHanging());
            assertTrue(bench.worker.change(new ConfigChange(2, "udp", null)));
            assertTrue(bench.worker.pause());

            bench.worker.rescue(why);

            final WorkerBench.End end = bench.awaitEnd();
            assertEquals(FinishReason.STOPPED, end.reason());
            final CaptureException refused = bench.awaitChanged().refused();
            assertNotNull(refused);
            assertEquals(ErrorCode.RUN_CANCELLED, refused.code());
            assertEquals(false, bench.awaitPaused());
            assertEquals(List.of("started", "changed", "paused", "ended"), bench.heard);
            assertEquals(500, bench.files.get(0).packets());
            assertTrue(end.stats().partFailures().isEmpty(), end.stats()::toString);
            assertEquals(List.of("the capture thread"), bench.worker.release(), "it may still write into the ring");
            assertEquals(0, source.closes());
            source.letGo();
            bench.thread.join();
            assertEquals(List.of(), bench.worker.release());
            assertEquals(1, source.closes());
            assertEquals(1, bench.ends.size());
        }
    }

    @Test
    void shouldSayNothingWhenTheWorkerHasEnded() throws Exception {
        final FakeSources sources = new FakeSources(50);
        try (WorkerBench bench = new WorkerBench(FAKE, SMALL, sources, Sinks.discard())) {
            bench.startAndAwait();
            assertNull(bench.stop().failure());
            bench.worker.rescue(why);
            assertEquals(1, bench.ends.size());
        }
    }

    @Test
    void shouldLetGoOfSinksWhenTheSourceHangsInOpening() throws Exception {
        final CountDownLatch opening = new CountDownLatch(1);
        final CountDownLatch letGo = new CountDownLatch(1);
        final FakeSources sources = new FakeSources(50);
        try (WorkerBench bench = new WorkerBench(
                FAKE,
                SMALL,
                (spec, config) -> {
                    opening.countDown();
                    awaitUninterruptibly(letGo);
                    return sources.open(spec, config);
                },
                Sinks.pcap(folder))) {
            bench.start();
            assertTrue(opening.await(WorkerBench.LONG_S, TimeUnit.SECONDS));
            bench.worker.rescue(why);
            assertSame(why, bench.awaitEnd().failure());
            assertEquals(List.of("the capture thread"), bench.worker.release());
            letGo.countDown();
            bench.thread.join();
            assertEquals(List.of("ended"), bench.heard);
            assertEquals(1, sources.of(FAKE).closes());
            assertEquals(List.of(), bench.files);
            try (var left = Files.list(folder)) {
                assertEquals(List.of(), left.toList());
            }
        }
    }

    @Test
    void shouldEndAWorkerThatNeverRan() throws Exception {
        final FakeSources sources = new FakeSources(50);
        try (WorkerBench bench = new WorkerBench(FAKE, SMALL, sources, Sinks.pcap(folder))) {
            assertEquals(List.of("the capture thread"), bench.worker.release());
            bench.worker.rescue(why);
            assertSame(why, bench.awaitEnd().failure());
            assertEquals(List.of(), bench.worker.release());
            bench.start();
            bench.thread.join();
            assertEquals(List.of("ended"), bench.heard);
            assertEquals(List.of(), sources.all());
        }
    }

    @Test
    void shouldPublishFilesWhenTheSourceDies() throws Exception {
        final FakeSources sources = new FakeSources(50);
        try (WorkerBench bench = new WorkerBench(FAKE, SMALL, sources, Sinks.pcap(folder))) {
            bench.startAndAwait();
            final FakeSource source = sources.of(FAKE);
            source.give(350);
            WorkerBench.until("350 packets", () -> bench.worker.stats().packets() == 350);
            source.fail(new StackOverflowError("in a test"));
            final CaptureException failure = bench.awaitEnd().failure();
            assertNotNull(failure);
            assertEquals(ErrorCode.RUN_ENGINE_DIED, failure.code());
            assertEquals(350, bench.files.get(0).packets());
            assertEquals(1, source.closes());
        }
    }

    @Test
    void shouldBeatWhateverItWaitsForAndBeSilentOnlyWhenItHangs() throws Exception {
        final CountDownLatch handler = new CountDownLatch(1);
        final FakeSources sources = new FakeSources(50);
        try (WorkerBench bench = new WorkerBench(
                FAKE, SMALL, sources, Sinks.blockHandler(block -> handler.await(20, TimeUnit.SECONDS)))) {
            bench.startAndAwait();
            final FakeSource source = sources.of(FAKE);
            assertBeats(bench, "idle");
            assertTrue(bench.pause());
            assertBeats(bench, "paused");
            assertEquals(false, bench.resume());
            source.give(50_000);
            WorkerBench.until("a full ring", () -> bench.worker.stats().ringStalls() > 0);
            assertBeats(bench, "stalled");
            handler.countDown();
            source.hang();
            assertTrue(source.awaitHanging());
            final long lastNs = bench.worker.lastBeatNs();
            TimeUnit.MILLISECONDS.sleep(300);
            assertEquals(lastNs, bench.worker.lastBeatNs());
            source.letGo();
            assertBeats(bench, "back");
        }
    }

    private static void assertBeats(WorkerBench bench, String when) throws InterruptedException {
        final long lastNs = bench.worker.lastBeatNs();
        TimeUnit.MILLISECONDS.sleep(300);
        final long silentNs = System.nanoTime() - bench.worker.lastBeatNs();
        assertTrue(bench.worker.lastBeatNs() > lastNs, when);
        assertTrue(silentNs < TimeUnit.MILLISECONDS.toNanos(250), () -> when + ": silent for " + silentNs + " ns");
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            assertTrue(latch.await(WorkerBench.LONG_S, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted in a test", e);
        }
    }
}
