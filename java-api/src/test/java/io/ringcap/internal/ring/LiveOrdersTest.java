package io.ringcap.internal.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.SourceChoice;
import io.ringcap.internal.pcap.Sources;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.ErrorCode;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.LiveNetwork;
import io.ringcap.testing.PcapFiles;
import io.ringcap.testing.SendOptions;
import io.ringcap.testing.Sender;
import io.ringcap.testing.SequenceCheck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Changes and pauses of captures on real interfaces; every packet that was sent is found in one count or another. */
class LiveOrdersTest {
    private static final CaptureConfig CONFIG = CaptureConfig.builder().build();

    @TempDir
    Path folder;

    @BeforeEach
    void needsRoot() {
        LiveNetwork.assumeLive();
    }

    @ParameterizedTest
    @EnumSource(
            value = SourceChoice.class,
            names = {"SHIM", "JNA"})
    void shouldRecordOnlyWhatMatchesTheNewFilterAndKeepTheOldOneWhenItIsBad(SourceChoice choice) throws Exception {
        final List<Integer> sizes = new ArrayList<>();
        final List<Integer> versions = new ArrayList<>();
        try (LiveNetwork network = LiveNetwork.withReceiverInOwnNamespace();
                WorkerBench bench = new WorkerBench(
                        CaptureSpec.onInterface(network.receiver(0))
                                .filter("greater 200")
                                .build(),
                        CaptureConfig.builder().source(choice).build(),
                        Sources::open,
                        Sinks.blockHandler(block -> versions.add(block.configVersion())),
                        Sinks.handler(packet -> sizes.add(packet.originalLength())))) {
            bench.startAndAwait();
            network.sendAndWait(SendOptions.count(500).sizeBytes(400));
            network.sendAndWait(SendOptions.count(300).sizeBytes(100).start(500));
            WorkerBench.until("500 large ones", () -> bench.worker.stats().packets() == 500);

            final CaptureException refused =
                    bench.change(new ConfigChange(2, "udp prot 1", null)).refused();
            assertNotNull(refused);
            assertEquals(ErrorCode.START_INVALID_PARAMS, refused.code());
            assertTrue(String.valueOf(refused.getMessage()).contains("near position 5: 'prot 1'"), refused::getMessage);
            network.sendAndWait(SendOptions.count(50).sizeBytes(400).start(800));
            network.sendAndWait(SendOptions.count(50).sizeBytes(100).start(850));
            WorkerBench.until("50 more", () -> bench.worker.stats().packets() == 550);

            assertNull(bench.change(new ConfigChange(3, "less 200", null)).refused());
            network.sendAndWait(SendOptions.count(70).sizeBytes(400).start(900));
            network.sendAndWait(SendOptions.count(80).sizeBytes(100).start(970));
            final WorkerBench.End end = bench.stop();

            assertNull(end.failure());
            assertEquals(630, end.stats().packets());
            assertEquals(550, sizes.stream().filter(size -> size == 400).count());
            assertTrue(
                    sizes.subList(550, 630).stream().allMatch(size -> size == 100), "the filter is in force at once");
            assertEquals(List.of(1, 3), versions.stream().distinct().toList());
        }
    }

    @Test
    void shouldChangeTheFilterOfAllInterfacesOrOfNone() throws Exception {
        final long[] perInterface = new long[2];
        try (LiveNetwork network = LiveNetwork.open(2, 1500);
                WorkerBench bench = new WorkerBench(
                        CaptureSpec.onInterface(network.receiver(0), network.receiver(1))
                                .netns(network.receivingNetns())
                                .build(),
                        CONFIG,
                        Sources::open,
                        Sinks.handler(packet -> perInterface[packet.interfaceIndex()]++))) {
            bench.startAndAwait();
            assertNull(bench.change(new ConfigChange(2, "less 200", null)).refused());
            assertNotNull(bench.change(new ConfigChange(3, "less", null)).refused());
            for (int pair = 0; pair < 2; pair++) {
                network.sendAndWait(SendOptions.count(100).sizeBytes(400).pair(pair));
                network.sendAndWait(
                        SendOptions.count(60).sizeBytes(100).pair(pair).start(100));
            }
            assertEquals(120, bench.stop().stats().packets());
            assertEquals(60, perInterface[0]);
            assertEquals(60, perInterface[1]);
        }
    }

    /** While libpcap swaps the kernel's program nothing is let in: microseconds each time, which are not counted. */
    @Test
    void shouldMissNextToNothingWhenFiltersThatWantTheSameFollowEachOther() throws Exception {
        try (LiveNetwork network = LiveNetwork.open();
                WorkerBench bench = new WorkerBench(on(network).build(), CONFIG, Sources::open, Sinks.discard())) {
            bench.startAndAwait();
            final long sent;
            try (Sender sending = network.send(SendOptions.count(200_000).packetsPerSecond(100_000))) {
                for (int version = 2; version < 42; version++) {
                    TimeUnit.MILLISECONDS.sleep(30);
                    assertNull(bench.change(new ConfigChange(version, version % 2 == 0 ? "udp" : "ip", null))
                            .refused());
                }
                sent = sending.await();
            }
            final CaptureStats stats = bench.stop().stats();
            final long missed = sent - stats.packets() - stats.droppedKernel();
            assertTrue(missed >= 0 && missed < sent / 50, () -> missed + " missed in 40 changes");
        }
    }

    @Test
    void shouldRecordAllBeforeAndAfterAPauseAndCountAllWithin() throws Exception {
        try (LiveNetwork network = LiveNetwork.open();
                WorkerBench bench = new WorkerBench(on(network).build(), CONFIG, Sources::open, Sinks.pcap(folder))) {
            bench.startAndAwait();
            network.sendAndWait(SendOptions.count(5_000));
            assertTrue(bench.pause());
            network.sendAndWait(SendOptions.count(3_000).start(5_000));
            assertFalse(bench.resume());
            network.sendAndWait(SendOptions.count(2_000).start(8_000));
            final CaptureStats stats = bench.stop().stats();
            assertEquals(0, stats.droppedKernel());
            assertEquals(3_000, bench.worker.stats().pausedPackets());
            assertEquals(7_000, stats.packets());
            final SequenceCheck recorded =
                    PcapFiles.sequences(Path.of(bench.files.get(0).filePath()));
            assertEquals(7_000, recorded.packets());
            assertEquals(3_000, recorded.missing());
            assertEquals(10_000, recorded.next());
        }
    }

    @Test
    void shouldFindEveryPacketInOneCountWhenPausedAgainAndAgainUnderLoad() throws Exception {
        try (LiveNetwork network = LiveNetwork.open();
                WorkerBench bench = new WorkerBench(on(network).build(), CONFIG, Sources::open, Sinks.pcap(folder))) {
            bench.startAndAwait();
            final long sent;
            try (Sender sending = network.send(SendOptions.count(200_000).packetsPerSecond(100_000))) {
                for (int i = 0; i < 10; i++) {
                    TimeUnit.MILLISECONDS.sleep(70);
                    assertTrue(bench.pause());
                    TimeUnit.MILLISECONDS.sleep(70);
                    assertFalse(bench.resume());
                }
                sent = sending.await();
            }
            final CaptureStats stats = bench.stop().stats();
            assertEquals(sent, stats.packets() + bench.worker.stats().pausedPackets() + stats.droppedKernel());
            assertTrue(
                    bench.worker.stats().pausedPackets() > 10_000,
                    () -> bench.worker.stats().pausedPackets() + " were paused");
            assertEquals(stats.received(), stats.packets() + stats.droppedKernel());
            final SequenceCheck recorded =
                    PcapFiles.sequences(Path.of(bench.files.get(0).filePath()));
            assertEquals(stats.packets(), recorded.packets());
        }
    }

    @Test
    void shouldCountWhatArrivedInThePauseThatItIsStoppedIn() throws Exception {
        try (LiveNetwork network = LiveNetwork.open();
                WorkerBench bench = new WorkerBench(on(network).build(), CONFIG, Sources::open, Sinks.pcap(folder))) {
            bench.startAndAwait();
            network.sendAndWait(SendOptions.count(100));
            assertTrue(bench.pause());
            network.sendAndWait(SendOptions.count(900).start(100));
            final CaptureStats stats = bench.stop().stats();
            assertEquals(100, stats.packets());
            assertEquals(900, bench.worker.stats().pausedPackets());
            assertEquals(0, stats.undrained());
        }
    }

    private static CaptureSpec.Builder on(LiveNetwork network) {
        return CaptureSpec.onInterface(network.receiver(0)).netns(network.receivingNetns());
    }
}
