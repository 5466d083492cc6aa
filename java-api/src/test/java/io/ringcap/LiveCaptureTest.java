package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.CaptureFinished;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.FinishReason;
import io.ringcap.message.SourceKind;
import io.ringcap.sink.JournalReader;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.LiveNetwork;
import io.ringcap.testing.PcapFiles;
import io.ringcap.testing.SendOptions;
import io.ringcap.testing.Sender;
import io.ringcap.testing.SequenceCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Captures real traffic on a veth pair in private namespaces and compares every count with every other. */
class LiveCaptureTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @BeforeEach
    void needsRoot() {
        LiveNetwork.assumeLive();
    }

    @Test
    void shouldDeliverEveryPacketOfABurstAtFullSpeedToEverySink() throws Exception {
        final long count = 200_000;
        final SequenceCheck handled = new SequenceCheck();
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = manager.capture(on(network).build())
                    .config(CaptureConfig.builder().kernelBufferBytes(256 << 20).build())
                    .sink(Sinks.pcapng(folder))
                    .sink(Sinks.pcap(folder))
                    .sink(Sinks.journal(folder.resolve("journal")))
                    .sink(Sinks.handler(handled))
                    .start();
            final long sent = network.sendAndWait(SendOptions.count(count).mixed());
            session.stop();
            final CaptureFinished finished = session.await(LONG);
            final CaptureStats stats = finished.finalStats();

            assertEquals(count, sent);
            assertEquals(sent, network.rxPackets(0), "the interface's own count");
            assertEquals(0, stats.droppedKernel());
            assertEquals(sent, stats.received());
            assertEquals(sent, stats.packets());
            assertEquals(
                    Map.of("pcapng", sent, "pcap", sent, "journal", sent, "handler", sent), stats.writtenPackets());
            assertTrue(
                    stats.unsavedPackets().isEmpty(),
                    () -> stats.unsavedPackets().toString());
            assertEquals(0, finished.exitCode());
            assertEquals(FinishReason.STOPPED, finished.finishReason());
            assertAllThere(sent, handled);
            assertAllThere(sent, PcapFiles.sequences(file(finished, "pcap")));
            assertAllThere(
                    sent,
                    PcapFiles.sequences(PcapFiles.fromPcapng(file(finished, "pcapng"), folder.resolve("copy.pcap"))));
            assertAllThere(sent, journal(folder.resolve("journal")));
            assertEquals(SourceKind.SHIM, session.status().effective().sourceKind());
        }
    }

    /** With four sinks on two cores the kernel may have to drop; then every sink misses exactly those, and they are counted. */
    @Test
    void shouldAccountForEveryPacketWhenTheSenderDoesNotStop() throws Exception {
        final SequenceCheck handled = new SequenceCheck();
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = manager.capture(on(network).build())
                    .sink(Sinks.pcapng(folder))
                    .sink(Sinks.pcap(folder))
                    .sink(Sinks.journal(folder.resolve("journal")))
                    .sink(Sinks.handler(handled))
                    .start();
            final long sent = network.sendAndWait(SendOptions.count(1_500_000).mixed());
            session.stop();
            final CaptureFinished finished = session.await(LONG);
            final CaptureStats stats = finished.finalStats();

            assertEquals(sent, network.rxPackets(0));
            assertEquals(sent, stats.received());
            assertEquals(sent, stats.packets() + stats.droppedKernel());
            final long kept = stats.packets();
            assertEquals(
                    Map.of("pcapng", kept, "pcap", kept, "journal", kept, "handler", kept), stats.writtenPackets());
            assertEquals(kept, handled.packets());
            assertEquals(stats.droppedKernel(), handled.missing() + sent - handled.next());
            assertEquals(kept, journal(folder.resolve("journal")).packets());
            assertEquals(kept, PcapFiles.sequences(file(finished, "pcap")).packets());
        }
    }

    @Test
    void shouldCountWhatTheKernelDropsWhenAHandlerHoldsTheRing() throws Exception {
        final SequenceCheck handled = new SequenceCheck();
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = manager.capture(on(network).build())
                    .config(CaptureConfig.builder().small().build())
                    .sink(Sinks.handler(packet -> {
                        if (handled.packets() % 4096 == 0) {
                            TimeUnit.MILLISECONDS.sleep(20);
                        }
                        handled.onPacket(packet);
                    }))
                    .sink(Sinks.pcap(folder))
                    .start();
            final long sent = network.sendAndWait(SendOptions.count(400_000));
            session.stop();
            final CaptureFinished finished = session.await(LONG);
            final CaptureStats stats = finished.finalStats();

            assertTrue(stats.droppedKernel() > 0, "the sender was too slow to fill the kernel's ring");
            assertTrue(stats.ringStalls() > 0, "the ring never was full");
            assertEquals(sent, stats.received() + stats.undrained());
            assertEquals(stats.packets(), handled.packets());
            assertEquals(
                    stats.packets(), PcapFiles.sequences(file(finished, "pcap")).packets());
            assertEquals(
                    stats.droppedKernel() + stats.undrained(),
                    handled.missing() + sent - handled.next(),
                    "every missing number is a counted drop");
        }
    }

    @Test
    void shouldLetASlowHandlerSkipBlocksAndLoseNothingElsewhere() throws Exception {
        final long count = 300_000;
        final SequenceCheck slow = new SequenceCheck();
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = manager.capture(on(network).build())
                    .config(CaptureConfig.builder()
                            .ringBytes(8L * CaptureConfig.DEFAULT_BLOCK_BYTES)
                            .build())
                    .sink(Sinks.handler(
                            packet -> {
                                if (slow.packets() % 1024 == 0) {
                                    TimeUnit.MILLISECONDS.sleep(30);
                                }
                                slow.onPacket(packet);
                            },
                            io.ringcap.sink.Sink.Overflow.SKIP))
                    .sink(Sinks.pcap(folder))
                    .start();
            final long sent = network.sendAndWait(SendOptions.count(count).packetsPerSecond(150_000));
            session.stop();
            final CaptureFinished finished = session.await(LONG);
            final CaptureStats stats = finished.finalStats();

            assertEquals(sent, stats.packets());
            assertAllThere(sent, PcapFiles.sequences(file(finished, "pcap")));
            final long skipped = stats.handlerSkipped().getOrDefault("handler", 0L);
            assertTrue(skipped > 0, "the handler was never too slow");
            assertEquals(sent, slow.packets() + skipped);
            assertEquals(skipped, slow.missing() + sent - slow.next());
            assertTrue(
                    stats.unsavedPackets().isEmpty(),
                    () -> stats.unsavedPackets().toString());
        }
    }

    @Test
    void shouldStopWithin50MillisecondsOnASilentLink() throws Exception {
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            final long[] tookMs = new long[5];
            for (int i = 0; i < tookMs.length; i++) {
                final SequenceCheck handled = new SequenceCheck();
                final CaptureSession session = manager.capture(on(network).build())
                        .sink(Sinks.handler(handled))
                        .start();
                final long sent = network.sendAndWait(SendOptions.count(7));
                final long before = System.nanoTime();
                session.stop();
                final CaptureFinished finished = session.await(LONG);
                tookMs[i] = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
                assertEquals(sent, finished.finalStats().packets(), "what had arrived before is not lost");
                assertEquals(sent, handled.packets());
            }
            java.util.Arrays.sort(tookMs);
            assertTrue(tookMs[2] < 50, () -> "median of " + java.util.Arrays.toString(tookMs) + " ms");
        }
    }

    @Test
    void shouldLoseNothingThatWasSentBeforeAStopUnderLoad() throws Exception {
        final SequenceCheck handled = new SequenceCheck();
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = manager.capture(on(network).build())
                    .sink(Sinks.handler(handled))
                    .sink(Sinks.pcap(folder))
                    .start();
            try (Sender sender = network.send(SendOptions.count(2_000_000).packetsPerSecond(200_000))) {
                TimeUnit.MILLISECONDS.sleep(700);
                final long arrived = network.rxPackets(0);
                session.stop();
                final CaptureFinished finished = session.await(LONG);
                final CaptureStats stats = finished.finalStats();
                assertTrue(arrived > 0 && sender != null);
                assertTrue(
                        stats.received() >= arrived,
                        () -> arrived + " had arrived before the stop, " + stats.received() + " were received");
                assertEquals(0, stats.droppedKernel());
                assertEquals(0, stats.undrained());
                assertAllThere(stats.packets(), handled);
                assertAllThere(stats.packets(), PcapFiles.sequences(file(finished, "pcap")));
            }
        }
    }

    @Test
    void shouldGiveUpWhatWaitsInTheKernelWhenCancelled() throws Exception {
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = manager.capture(on(network).build())
                    .config(CaptureConfig.builder().flush(Duration.ofSeconds(5)).build())
                    .sink(Sinks.discard())
                    .start();
            final long sent = network.sendAndWait(SendOptions.count(50));
            session.cancel();
            final CaptureFinished finished = session.await(LONG);
            assertEquals(FinishReason.CANCELLED, finished.finishReason());
            final CaptureStats stats = finished.finalStats();
            assertEquals(sent, stats.packets() + stats.undrained(), stats::toString);
        }
    }

    @Test
    void shouldCaptureSeveralInterfacesInOneSession() throws Exception {
        final long[] perInterface = new long[2];
        try (LiveNetwork network = LiveNetwork.open(2, 1500);
                CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = manager.capture(
                            CaptureSpec.onInterface(network.receiver(0), network.receiver(1))
                                    .netns(network.receivingNetns())
                                    .build())
                    .sink(Sinks.handler(packet -> perInterface[packet.interfaceIndex()]++))
                    .sink(Sinks.pcapng(folder))
                    .start();
            final long first = network.sendAndWait(SendOptions.count(5_000));
            final long second = network.sendAndWait(SendOptions.count(3_000).pair(1));
            session.stop();
            final CaptureFinished finished = session.await(LONG);
            assertEquals(first, perInterface[0]);
            assertEquals(second, perInterface[1]);
            assertEquals(first + second, finished.resultFiles().get(0).packets());
        }
    }

    @Test
    void shouldSeeLoopbackTrafficThroughAny() throws Exception {
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            final SequenceCheck none = new SequenceCheck();
            final CaptureSession session = manager.capture(CaptureSpec.onInterface("any")
                            .netns(network.receivingNetns())
                            .build())
                    .sink(Sinks.pcapng(folder))
                    .start();
            final long sent = network.sendAndWait(SendOptions.count(100));
            session.stop();
            final CaptureFinished finished = session.await(LONG);
            assertEquals(sent, finished.finalStats().packets());
            assertEquals(0, none.packets());
            assertEquals(113, session.status().effective().interfaces().get(0).linkType());
        }
    }

    private static CaptureSpec.Builder on(LiveNetwork network) {
        return CaptureSpec.onInterface(network.receiver(0)).netns(network.receivingNetns());
    }

    private static Path file(CaptureFinished finished, String sink) {
        return finished.resultFiles().stream()
                .filter(info -> info.sink().equals(sink))
                .map(CaptureFileInfo::filePath)
                .map(Path::of)
                .findFirst()
                .orElseThrow();
    }

    private static SequenceCheck journal(Path directory) throws Exception {
        final SequenceCheck check = new SequenceCheck();
        try (JournalReader reader = JournalReader.open(directory)) {
            while (reader.pollPackets(check)) {
                assertFalse(reader.isEnded());
            }
            assertTrue(reader.isEnded());
        }
        return check;
    }

    private static void assertAllThere(long sent, SequenceCheck check) {
        assertEquals(sent, check.packets());
        assertEquals(0, check.missing());
        assertEquals(sent, check.next());
    }
}
