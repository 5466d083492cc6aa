package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.ConfigSnapshot;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.message.CaptureEvent;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureFinished;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.EventType;
import io.ringcap.message.FinishReason;
import io.ringcap.message.SessionState;
import io.ringcap.message.SessionStatus;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.LiveNetwork;
import io.ringcap.testing.PcapFiles;
import io.ringcap.testing.SendOptions;
import io.ringcap.testing.SequenceCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other filters and limits, pauses: while packets come in on a real interface, every one of which is accounted for. */
class ReconfigureTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @BeforeEach
    void needsRoot() {
        LiveNetwork.assumeLive();
    }

    @Test
    void shouldTakeAnotherFilterAndRefuseABadOne() throws Exception {
        final List<CaptureEvent> events = new CopyOnWriteArrayList<>();
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            manager.observe(events::add);
            final CaptureSession session = manager.capture(on(network).build())
                    .sink(Sinks.pcap(folder))
                    .start();
            network.sendAndWait(SendOptions.count(1_000).sizeBytes(100).packetsPerSecond(20_000));

            final ExecutionException refused = assertThrows(
                    ExecutionException.class,
                    () -> session.change().filter("udp and and").apply().get(5, TimeUnit.SECONDS));
            final CaptureException why = assertInstanceOf(CaptureException.class, refused.getCause());
            assertEquals(ErrorCode.START_INVALID_PARAMS, why.code());
            assertTrue(why.getMessage().contains("syntax error"), why.getMessage());
            network.sendAndWait(SendOptions.count(1_000)
                    .sizeBytes(100)
                    .packetsPerSecond(20_000)
                    .start(1_000));
            assertEquals("udp", session.status().effective().filter(), "the one of before is in force");

            final SessionStatus changed =
                    get(session.change().filter("udp and greater 500").apply());
            assertEquals("udp and greater 500", changed.effective().filter());
            assertEquals(2, changed.opVersion());
            network.sendAndWait(SendOptions.count(1_000)
                    .sizeBytes(100)
                    .packetsPerSecond(20_000)
                    .start(2_000));
            network.sendAndWait(SendOptions.count(1_000)
                    .sizeBytes(800)
                    .packetsPerSecond(20_000)
                    .start(3_000));
            session.stop();
            final CaptureFinished finished = session.await(LONG);

            assertEquals(3_000, finished.finalStats().packets());
            final SequenceCheck written = sequences(finished);
            assertEquals(3_000, written.packets());
            assertEquals(1_000, written.missing(), "those that were sent when only long ones were wanted");
        }
        assertEquals(
                List.of(EventType.CONFIG_REFUSED, EventType.CONFIG_REFRESHED),
                events.stream()
                        .map(CaptureEvent::eventType)
                        .filter(type -> type == EventType.CONFIG_REFUSED || type == EventType.CONFIG_REFRESHED)
                        .toList());
    }

    @Test
    void shouldTakeOtherLimitsExactly() throws Exception {
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = manager.capture(
                            on(network).maxPackets(1_000_000).build())
                    .sink(Sinks.pcap(folder))
                    .start();
            network.sendAndWait(SendOptions.count(500).packetsPerSecond(20_000));
            get(session.change().maxPackets(1_234).apply());
            network.sendAndWait(
                    SendOptions.count(5_000).packetsPerSecond(50_000).start(500));
            final CaptureFinished finished = session.await(LONG);
            assertEquals(FinishReason.PACKETS, finished.finishReason());
            assertEquals(1_234, finished.finalStats().packets());
            assertEquals(1_234, sequences(finished).packets());
        }
    }

    @Test
    void shouldIgnoreAChangeThatIsNotNewer() throws Exception {
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session =
                    manager.capture(on(network).build()).sink(Sinks.discard()).start();
            get(session.change().filter("tcp").opVersion(7).apply());
            final SessionStatus repeated =
                    get(session.change().filter("icmp").opVersion(7).apply());
            final SessionStatus older =
                    get(session.change().filter("icmp").opVersion(3).apply());
            assertEquals("tcp", repeated.effective().filter());
            assertEquals(7, older.opVersion());
            assertEquals(2, manager.health().ignoredOperations());

            final ConfigSnapshot other = ConfigSnapshot.builder().maxPackets(77).build();
            final SessionStatus after =
                    get(session.change().snapshot(other).opVersion(8).apply());
            assertEquals(other.configHash(), after.appliedConfigHash());
            get(session.change().filter("udp").apply());
            network.sendAndWait(SendOptions.count(500).packetsPerSecond(20_000));
            assertEquals(77, session.await(LONG).finalStats().packets());
        }
    }

    /** What came before and after the pause is recorded, what came in it is counted: nothing is lost or doubled. */
    @Test
    void shouldCountAndNotRecordWhatArrivesInAPause() throws Exception {
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = manager.capture(on(network).build())
                    .sink(Sinks.pcap(folder))
                    .start();
            network.sendAndWait(SendOptions.count(3_000).packetsPerSecond(100_000));
            assertEquals(SessionState.PAUSED, get(session.pause()).state());
            final double elapsed = session.status().elapsedSec();
            network.sendAndWait(
                    SendOptions.count(2_000).packetsPerSecond(100_000).start(3_000));
            Thread.sleep(300);
            assertEquals(elapsed, session.status().elapsedSec(), 0.001, "a pause is no time of capture");
            assertEquals(SessionState.RUNNING, get(session.resume()).state());
            network.sendAndWait(
                    SendOptions.count(4_000).packetsPerSecond(100_000).start(5_000));
            assertEquals(SessionState.PAUSED, get(session.pause()).state());
            network.sendAndWait(SendOptions.count(500).packetsPerSecond(100_000).start(9_000));
            session.stop();
            final CaptureFinished finished = session.await(LONG);

            assertEquals(7_000, finished.finalStats().packets());
            assertEquals(2_500, finished.finalStats().pausedPackets());
            assertEquals(7_000, finished.finalStats().received());
            assertEquals(0, finished.finalStats().droppedKernel());
            final SequenceCheck written = sequences(finished);
            assertEquals(7_000, written.packets());
            assertEquals(2_000, written.missing());
        }
    }

    @Test
    void shouldNotCountAPauseForTheDuration() throws Exception {
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = manager.capture(CaptureSpec.ofSynthetic(new SyntheticTraffic(64, 10_000))
                            .maxDuration(Duration.ofSeconds(1))
                            .build())
                    .sink(Sinks.discard())
                    .start();
            get(session.pause());
            Thread.sleep(1_500);
            assertEquals(SessionState.PAUSED, session.state());
            get(session.resume());
            final CaptureFinished finished = session.await(LONG);
            assertEquals(FinishReason.DURATION, finished.finishReason());
            final long packets = finished.finalStats().packets();
            assertTrue(packets > 9_000 && packets <= 11_000, packets + " packets in a second at 10,000 a second");
        }
    }

    /** A file waits: nothing is lost, and nothing counted as paused. */
    @Test
    void shouldReadAFileOnAfterAPause() throws Exception {
        final Path input;
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureFinished made = manager.capture(CaptureSpec.ofSynthetic(new SyntheticTraffic(64, 0))
                            .maxPackets(300_000)
                            .build())
                    .sink(Sinks.pcap(folder.resolve("in")))
                    .start()
                    .await(LONG);
            input = Path.of(made.resultFiles().get(0).filePath());
            final CaptureSession session = manager.capture(
                            CaptureSpec.fromFile(input).fileRepeat(100).build())
                    .sink(Sinks.discard())
                    .start();
            get(session.pause());
            Thread.sleep(100);
            final long paused = session.stats().packets();
            Thread.sleep(200);
            assertEquals(paused, session.stats().packets());
            get(session.resume());
            final CaptureFinished finished = session.await(LONG);
            assertEquals(30_000_000, finished.finalStats().packets());
            assertEquals(0, finished.finalStats().pausedPackets());
        }
    }

    @Test
    void shouldRefuseChangesOfWhatHasEnded() throws Exception {
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = manager.capture(CaptureSpec.ofSynthetic(new SyntheticTraffic(64, 100))
                            .maxPackets(1)
                            .build())
                    .sink(Sinks.discard())
                    .start();
            session.await(LONG);
            for (CompletableFuture<SessionStatus> each : List.of(
                    session.pause(),
                    session.resume(),
                    session.change().maxPackets(5).apply())) {
                final ExecutionException e =
                        assertThrows(ExecutionException.class, () -> each.get(5, TimeUnit.SECONDS));
                assertEquals(ErrorCode.RUN_CANCELLED, ((CaptureException) e.getCause()).code());
            }
            assertEquals(5, session.spec().maxPackets() + 4, "what is asked for is as it was");
        }
    }

    private static SequenceCheck sequences(CaptureFinished finished) throws Exception {
        assertEquals(1, finished.resultFiles().size());
        return PcapFiles.sequences(Path.of(finished.resultFiles().get(0).filePath()));
    }

    private static SessionStatus get(CompletableFuture<SessionStatus> answer) throws Exception {
        return answer.get(5, TimeUnit.SECONDS);
    }

    private static CaptureSpec.Builder on(LiveNetwork network) {
        return CaptureSpec.onInterface(network.receiver(0))
                .netns(network.receivingNetns())
                .filter("udp");
    }
}
