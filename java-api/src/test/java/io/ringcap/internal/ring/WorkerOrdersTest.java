package io.ringcap.internal.ring;

import static io.ringcap.internal.ring.WorkerBench.FAKE;
import static io.ringcap.internal.ring.WorkerBench.SMALL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.internal.pcap.Sources;
import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.FinishReason;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.FakeSource;
import io.ringcap.testing.FakeSources;
import io.ringcap.testing.PcapFiles;
import io.ringcap.testing.SequenceCheck;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running worker makes of changes: exact limits, whole blocks, all or nothing, and an answer in every case. */
class WorkerOrdersTest {
    @TempDir
    Path folder;

    private final FakeSources sources = new FakeSources(100);

    @Test
    void shouldNumberBlocksWithTheVersionThatTheyWereFilledUnder() throws Exception {
        final List<Integer> versions = new CopyOnWriteArrayList<>();
        try (WorkerBench bench = new WorkerBench(
                FAKE, SMALL, sources, Sinks.blockHandler(block -> versions.add(block.configVersion())))) {
            bench.startAndAwait();
            final FakeSource source = sources.of(FAKE);
            source.give(100);
            WorkerBench.until("the first block", () -> versions.size() == 1);
            assertNull(bench.change(new ConfigChange(7, "udp", null)).refused());
            source.give(100);
            assertEquals("udp", source.filter());
            assertEquals(200, bench.stop().stats().packets());
            assertEquals(List.of(1, 7), versions);
        }
    }

    @Test
    void shouldChangeNothingWhenTheFilterIsRefused() throws Exception {
        final List<Integer> versions = new CopyOnWriteArrayList<>();
        try (WorkerBench bench = new WorkerBench(
                FAKE, SMALL, sources, Sinks.blockHandler(block -> versions.add(block.configVersion())))) {
            bench.startAndAwait();
            final FakeSource source = sources.of(FAKE);
            source.refuseFilters();
            final CaptureException refused = bench.change(new ConfigChange(2, "udp prot", new LimitChange(null, 50, 0)))
                    .refused();
            assertNotNull(refused);
            assertEquals(ErrorCode.START_INVALID_PARAMS, refused.code());
            assertEquals("", source.filter());
            source.give(200);
            WorkerBench.until("both blocks", () -> versions.size() == 2);
            assertEquals(200, bench.stop().stats().packets(), "the limit of 50 came with the refused filter");
            assertEquals(List.of(1, 1), versions);
        }
    }

    @Test
    void shouldEndExactlyAtARaisedLimitInEverySink() throws Exception {
        final SequenceCheck handled = new SequenceCheck();
        final CaptureSpec spec =
                CaptureSpec.onInterface("fake").maxPackets(1000).build();
        try (WorkerBench bench = new WorkerBench(spec, SMALL, sources, Sinks.handler(handled), Sinks.pcap(folder))) {
            bench.startAndAwait();
            final FakeSource source = sources.of(spec);
            source.give(950);
            WorkerBench.until("950 packets", () -> bench.worker.stats().packets() == 950);
            assertNull(bench.change(new ConfigChange(2, null, new LimitChange(null, 2345, 0)))
                    .refused());
            source.give(5000);
            final WorkerBench.End end = bench.awaitEnd();
            assertEquals(FinishReason.PACKETS, end.reason());
            assertEquals(Map.of("handler", 2345L, "pcap", 2345L), end.stats().writtenPackets());
            assertEquals(2345, handled.next());
            assertEquals(
                    2345,
                    PcapFiles.sequences(Path.of(bench.files.get(0).filePath())).packets());
        }
    }

    @Test
    void shouldEndAtOnceAtALimitThatIsPassedAlready() throws Exception {
        for (LimitChange passed :
                List.of(new LimitChange(null, 100, 0), new LimitChange(null, 0, 60), new LimitChange(null, 300, 0))) {
            final FakeSources each = new FakeSources(100);
            try (WorkerBench bench = new WorkerBench(FAKE, SMALL, each, Sinks.discard())) {
                bench.startAndAwait();
                each.of(FAKE).give(300);
                WorkerBench.until("300 packets", () -> bench.worker.stats().packets() == 300);
                assertNull(bench.change(new ConfigChange(2, null, passed)).refused());
                final WorkerBench.End end = bench.awaitEnd();
                assertEquals(passed.maxBytes() > 0 ? FinishReason.BYTES : FinishReason.PACKETS, end.reason());
                assertEquals(300, end.stats().packets());
            }
        }
    }

    @Test
    void shouldEndExactlyAtALimitThatIsSetInFullRun() throws Exception {
        final CaptureSpec spec =
                CaptureSpec.ofSynthetic(new SyntheticTraffic(100, 200_000)).build();
        try (WorkerBench bench = new WorkerBench(spec, SMALL, Sources::open, Sinks.discard(), Sinks.pcap(folder))) {
            bench.startAndAwait();
            assertNull(bench.change(new ConfigChange(2, null, new LimitChange(null, 54_321, 0)))
                    .refused());
            final WorkerBench.End end = bench.awaitEnd();
            assertEquals(FinishReason.PACKETS, end.reason());
            assertEquals(Map.of("null", 54_321L, "pcap", 54_321L), end.stats().writtenPackets());
        }
    }

    @Test
    void shouldRefuseAFilterForSyntheticTraffic() throws Exception {
        final CaptureSpec spec =
                CaptureSpec.ofSynthetic(new SyntheticTraffic(100, 1000)).build();
        try (WorkerBench bench = new WorkerBench(spec, SMALL, Sources::open, Sinks.discard())) {
            bench.startAndAwait();
            final CaptureException refused =
                    bench.change(new ConfigChange(2, "udp", null)).refused();
            assertNotNull(refused);
            assertEquals(ErrorCode.START_INVALID_PARAMS, refused.code());
            assertNull(bench.stop().failure());
        }
    }

    @Test
    void shouldAnswerAChangeThatComesWhileItDrains() throws Exception {
        final CountDownLatch handler = new CountDownLatch(1);
        try (WorkerBench bench = new WorkerBench(
                FAKE, SMALL, sources, Sinks.blockHandler(block -> handler.await(10, TimeUnit.SECONDS)))) {
            bench.startAndAwait();
            sources.of(FAKE).give(10_000);
            WorkerBench.until("a full ring", () -> bench.worker.stats().ringStalls() > 0);
            bench.worker.requestStop(FinishReason.STOPPED, true);
            final CaptureException refused =
                    bench.change(new ConfigChange(2, "udp", null)).refused();
            assertNotNull(refused);
            assertEquals(ErrorCode.RUN_CANCELLED, refused.code());
            handler.countDown();
            assertEquals(10_000, bench.awaitEnd().stats().packets());
            assertFalse(bench.worker.change(new ConfigChange(3, "udp", null)), "nobody is there to answer");
            assertFalse(bench.worker.pause());
            assertTrue(bench.heard.get(bench.heard.size() - 1).equals("ended"), bench.heard::toString);
        }
    }
}
