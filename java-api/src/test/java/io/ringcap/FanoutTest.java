package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.FanoutMode;
import io.ringcap.config.SourceChoice;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureFinished;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.FinishReason;
import io.ringcap.message.SessionState;
import io.ringcap.sink.PacketHandler;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.LiveNetwork;
import io.ringcap.testing.PcapFiles;
import io.ringcap.testing.SendOptions;
import io.ringcap.testing.Sender;
import io.ringcap.testing.SequenceCheck;
import io.ringcap.testing.Waits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Several workers on one interface. The sender numbers its packets, and the kernel shares them out: only a merge by time puts
 * the numbers into their order again, and {@link SequenceCheck} refuses any other.
 */
class FanoutTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @BeforeEach
    void needsRoot() {
        LiveNetwork.assumeLive();
    }

    @ParameterizedTest
    @EnumSource(FanoutMode.class)
    void shouldDeliverEveryPacketOnceAndInOrder(FanoutMode mode) throws Exception {
        final SequenceCheck handled = new SequenceCheck();
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = manager.capture(on(network).build())
                    .config(workers(3).fanout(mode).build())
                    .sink(Sinks.handler(handled))
                    .sink(Sinks.pcap(folder))
                    .start();
            final long sent = network.sendAndWait(SendOptions.count(50_000).mixed());
            session.stop();
            final CaptureFinished finished = session.await(LONG);
            final CaptureStats stats = finished.finalStats();

            assertEquals(sent, stats.packets() + stats.droppedKernel(), stats::toString);
            assertEquals(sent, stats.received());
            assertEquals(0, finished.exitCode(), stats::toString);
            assertAllThere(sent, handled);
            assertAllThere(
                    sent,
                    PcapFiles.sequences(Path.of(finished.resultFiles().get(0).filePath())));
        }
    }

    @Test
    void shouldLoseNothingThatWasSentBeforeAStopUnderLoad() throws Exception {
        final SequenceCheck handled = new SequenceCheck();
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = start(manager, on(network), workers(4), handled);
            try (Sender sender = network.send(SendOptions.count(2_000_000).packetsPerSecond(100_000))) {
                Waits.until(LONG, () -> network.rxPackets(0) > 50_000, "the sender does not send");
                final long arrived = network.rxPackets(0);
                session.stop();
                final CaptureStats stats = session.await(LONG).finalStats();
                assertTrue(sender.isAlive(), "the stop has met no load");
                assertTrue(stats.received() >= arrived, () -> arrived + " had arrived; " + stats);
                assertEquals(0, stats.droppedKernel());
                assertEquals(0, stats.undrained());
                assertAllThere(stats.packets(), handled);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotHoldAPacketForWorkersThatHaveNone(boolean isImmediate) throws Exception {
        final CaptureConfig.Builder config = workers(4);
        final SequenceCheck handled = new SequenceCheck();
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session =
                    start(manager, on(network), isImmediate ? config.lowLatency() : config, handled);
            network.sendAndWait(SendOptions.count(1));
            // Far below the second after which a worker that says nothing is passed over.
            Waits.until(Duration.ofMillis(500), () -> handled.packets() == 1, "the packet is held");
            assertEquals(SessionState.RUNNING, session.state());
            session.stop();
            assertEquals(1, session.await(LONG).finalStats().packets());
        }
    }

    @Test
    void shouldChangeTheFilterOnAllWorkersOrNone() throws Exception {
        final SequenceCheck handled = new SequenceCheck();
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session =
                    start(manager, on(network), workers(3).fanout(FanoutMode.ROUND_ROBIN), handled);
            network.sendAndWait(SendOptions.count(300));
            session.change().filter("greater 1000").apply().get(10, TimeUnit.SECONDS);
            network.sendAndWait(SendOptions.count(300).sizeBytes(100).start(300));
            assertThrows(
                    Exception.class,
                    () -> session.change().filter("host and").apply().get(10, TimeUnit.SECONDS));
            network.sendAndWait(SendOptions.count(300).sizeBytes(1200).start(600));
            session.stop();
            final CaptureStats stats = session.await(LONG).finalStats();
            assertEquals(600, stats.packets());
            assertEquals(300, handled.missing());
            assertEquals(900, handled.next());
        }
    }

    @Test
    void shouldPauseAllWorkers() throws Exception {
        final SequenceCheck handled = new SequenceCheck();
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session =
                    start(manager, on(network), workers(2).fanout(FanoutMode.ROUND_ROBIN), handled);
            network.sendAndWait(SendOptions.count(100));
            session.pause().get(10, TimeUnit.SECONDS);
            network.sendAndWait(SendOptions.count(100).start(100));
            session.resume().get(10, TimeUnit.SECONDS);
            network.sendAndWait(SendOptions.count(100).start(200));
            session.stop();
            final CaptureStats stats = session.await(LONG).finalStats();
            assertEquals(100, stats.pausedPackets(), stats::toString);
            assertEquals(200, stats.packets());
            assertEquals(100, handled.missing());
        }
    }

    @Test
    void shouldFailOnceWhenTheInterfaceIsGone() throws Exception {
        final SequenceCheck handled = new SequenceCheck();
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = start(manager, on(network), workers(4), handled);
            network.sendAndWait(SendOptions.count(1000));
            network.removeInterface(0);
            final CaptureException failure = assertThrows(CaptureException.class, () -> session.await(LONG));
            assertEquals(ErrorCode.RUN_INTERFACE_GONE, failure.code(), failure.getMessage());
            final CaptureStats stats = session.status().stats();
            assertAllThere(1000, handled);
            assertEquals(1, stats.partFailures().size(), stats::toString);
        }
    }

    @Test
    void shouldGoOnWithTheOthersWhenOneInterfaceIsGoneAndTakeItUpAgain() throws Exception {
        final long[] seen = new long[2];
        try (LiveNetwork network = LiveNetwork.open(2, 1500);
                CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = start(
                    manager,
                    CaptureSpec.onInterface(network.receiver(0), network.receiver(1))
                            .netns(network.receivingNetns())
                            .rejoining(true),
                    workers(2),
                    packet -> seen[packet.interfaceIndex()]++);
            network.sendAndWait(SendOptions.count(1000));
            network.removeInterface(0);
            network.sendAndWait(SendOptions.count(2000).pair(1));
            Waits.until(LONG, () -> !session.stats().partFailures().isEmpty(), "nobody tells that it is gone");
            network.putBackInterface(0);
            Waits.until(LONG, () -> isBack(session), "it is not taken up again");
            network.sendAndWait(SendOptions.count(3000));
            session.stop();
            final CaptureFinished finished = session.await(LONG);
            assertEquals(FinishReason.STOPPED, finished.finishReason());
            assertEquals(4000, seen[0]);
            assertEquals(2000, seen[1]);
            assertEquals(1, finished.exitCode());
        }
    }

    @Test
    void shouldLeaveNothingOpenWhenTheSecondInterfaceIsNotThere() throws Exception {
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            final CaptureException failure = assertThrows(
                    CaptureException.class,
                    () -> start(
                            manager,
                            CaptureSpec.onInterface(network.receiver(0), "rcap-none0")
                                    .netns(network.receivingNetns()),
                            workers(4),
                            packet -> {}));
            assertEquals(ErrorCode.START_INTERFACE_NOT_FOUND, failure.code(), failure.getMessage());
        }
    }

    @Test
    void shouldRefuseSeveralWorkersWithoutTheShim() throws Exception {
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureException refusal = assertThrows(
                    CaptureException.class,
                    () -> start(
                            manager, CaptureSpec.onInterface("lo"), workers(2).source(SourceChoice.JNA), packet -> {}));
            assertEquals(ErrorCode.START_INVALID_PARAMS, refusal.code());
            assertTrue(refusal.getMessage().contains("capture with one worker"), refusal.getMessage());
        }
    }

    private static boolean isBack(CaptureSession session) {
        return session.stats().partFailures().stream()
                .anyMatch(failure -> failure.errorMsg().contains("back since"));
    }

    private static CaptureSession start(
            CaptureManager manager, CaptureSpec.Builder spec, CaptureConfig.Builder config, PacketHandler handler)
            throws InterruptedException {
        return manager.capture(spec.build())
                .config(config.build())
                .sink(Sinks.handler(handler))
                .start();
    }

    private static CaptureConfig.Builder workers(int count) {
        return CaptureConfig.builder().workers(count);
    }

    private static CaptureSpec.Builder on(LiveNetwork network) {
        return CaptureSpec.onInterface(network.receiver(0)).netns(network.receivingNetns());
    }

    private static void assertAllThere(long sent, SequenceCheck check) {
        assertEquals(sent, check.packets());
        assertEquals(0, check.missing());
        assertEquals(sent, check.next());
    }
}
