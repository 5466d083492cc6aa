package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.ManagerConfig;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.CaptureFinished;
import io.ringcap.message.FinishReason;
import io.ringcap.message.OwnerInfo;
import io.ringcap.message.SessionId;
import io.ringcap.message.SessionState;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.LiveNetwork;
import io.ringcap.testing.PcapFiles;
import io.ringcap.testing.SendOptions;
import io.ringcap.testing.Waits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several parties share a manager, and each sees its own sessions only; and what is meant when nobody names a session. */
class OwnersTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void shouldShowEachOwnerItsOwnSessionsOnly() throws Exception {
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureOwner anna = manager.owner("anna");
            final CaptureOwner ben = manager.owner("ben");
            final CaptureSession annas = run(anna);
            final CaptureSession bens = run(ben);
            final CaptureSession nobodys =
                    manager.capture(trickle().build()).sink(Sinks.discard()).start();

            assertEquals(List.of(annas.id()), ids(anna.sessions()));
            assertEquals(List.of(bens.id()), ids(ben.sessions()));
            assertEquals(List.of(annas.id(), bens.id(), nobodys.id()), ids(manager.sessions()));
            assertTrue(anna.session(bens.id().sessionId()).isEmpty(), "another owner's session is unknown");
            assertTrue(anna.session(nobodys.id().sessionId()).isEmpty());
            assertEquals(
                    annas.id(),
                    anna.session(annas.id().sessionId()).orElseThrow().id());
            assertEquals("anna", annas.status().owner());
            assertEquals(annas.id(), anna.current().orElseThrow().id());
            assertEquals(nobodys.id(), manager.current().orElseThrow().id());
            assertTrue(manager.session("capture_1").isEmpty());
        }
    }

    /** Two at once on two wires: files and counters are each one's own. */
    @Test
    void shouldKeepFilesAndCountersOfTwoOwnersApart() throws Exception {
        LiveNetwork.assumeLive();
        try (LiveNetwork network = LiveNetwork.open(2, 1500);
                CaptureManager manager = CaptureManager.open()) {
            final CaptureOwner anna = manager.owner("anna");
            final CaptureOwner ben = manager.owner("ben");
            final CaptureSession annas = anna.capture(on(network, 0))
                    .sink(Sinks.pcap(folder.resolve("anna")))
                    .start();
            final CaptureSession bens = ben.capture(on(network, 1))
                    .sink(Sinks.pcap(folder.resolve("ben")))
                    .start();
            network.sendAndWait(SendOptions.count(3_000).pair(0).packetsPerSecond(20_000));
            network.sendAndWait(SendOptions.count(5_000).pair(1).packetsPerSecond(20_000));
            annas.stop();
            bens.stop();

            assertHas(3_000, annas.await(LONG), folder.resolve("anna"));
            assertHas(5_000, bens.await(LONG), folder.resolve("ben"));
        }
    }

    @Test
    void shouldStopAndForgetAnOwnerThatIsSilent() throws Exception {
        final ManagerConfig config = ManagerConfig.builder()
                .ownerIdle(Duration.ofMillis(700))
                .ownerSweep(Duration.ofMillis(50))
                .build();
        try (CaptureManager manager = CaptureManager.open(config)) {
            final CaptureSession silent = run(manager.owner("silent"));
            final CaptureOwner busy = manager.owner("busy");
            final CaptureSession kept = run(busy);
            for (int i = 0; i < 20; i++) {
                Thread.sleep(100);
                busy.info();
            }

            assertEquals(FinishReason.IDLE, silent.await(LONG).finishReason());
            assertEquals(SessionState.RUNNING, kept.state());
            assertEquals(
                    List.of("busy"),
                    manager.owners().stream().map(OwnerInfo::name).toList());
        }
    }

    @Test
    void shouldTellAboutOwnersAndDeleteThem() throws Exception {
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureOwner owner = manager.owner("anna");
            final CaptureSession session = run(owner);
            // The listener's turn may come after start() has returned.
            Waits.until(LONG, () -> manager.owners().get(0).messageCount() >= 1, "STARTED is not told");
            final OwnerInfo info = manager.owners().get(0);
            assertEquals("anna", info.name());
            assertEquals(1, info.activeSessions());
            assertTrue(info.lastAccessedTsUsec() >= info.createdTsUsec());

            assertTrue(manager.deleteOwner("anna"));
            assertEquals(FinishReason.STOPPED, session.await(LONG).finishReason());
            assertFalse(manager.deleteOwner("anna"));
            assertTrue(manager.owners().isEmpty());
        }
    }

    @Test
    void shouldMeanTheNewestActiveSessionThenARecentOneThenNone() throws Exception {
        final ManagerConfig config =
                ManagerConfig.builder().recentFor(Duration.ofSeconds(1)).build();
        try (CaptureManager manager = CaptureManager.open(config)) {
            assertTrue(manager.current().isEmpty());
            final CaptureSession older = run(manager.owner("anna"));
            final CaptureSession newer = run(manager.owner("anna"));
            assertEquals(newer.id(), manager.current().orElseThrow().id());
            newer.stop();
            newer.await(LONG);
            assertEquals(older.id(), manager.current().orElseThrow().id(), "the one that runs, though it is older");
            older.stop();
            older.await(LONG);
            assertEquals(newer.id(), manager.current().orElseThrow().id(), "the newest of those that ended just now");
            Thread.sleep(1_100);
            assertTrue(manager.current().isEmpty(), "never somebody's older data");
            assertEquals(2, manager.sessions().size(), "by their ids they can still be asked for");
        }
    }

    @Test
    void shouldForgetEndedSessionsByAgeAndNumber() throws Exception {
        final ManagerConfig config = ManagerConfig.builder()
                .endedSessionsKept(2)
                .endedSessionsTtl(Duration.ofSeconds(2))
                .build();
        try (CaptureManager manager = CaptureManager.open(config)) {
            SessionId last = new SessionId(0, "", "");
            for (int i = 0; i < 4; i++) {
                final CaptureSession session = run(manager.owner("anna"));
                session.stop();
                session.await(LONG);
                last = session.id();
            }
            Thread.sleep(300);
            assertEquals(2, manager.sessions().size());
            assertEquals(last, manager.sessions().get(1).id());
            Thread.sleep(2_200);
            assertTrue(manager.sessions().isEmpty());
        }
    }

    private static void assertHas(long packets, CaptureFinished finished, Path folder) throws Exception {
        assertEquals(packets, finished.finalStats().packets());
        assertEquals(1, finished.resultFiles().size());
        final CaptureFileInfo file = finished.resultFiles().get(0);
        assertEquals(folder, Path.of(file.filePath()).getParent());
        assertEquals(packets, PcapFiles.sequences(Path.of(file.filePath())).packets());
    }

    private static CaptureSpec on(LiveNetwork network, int pair) {
        return CaptureSpec.onInterface(network.receiver(pair))
                .netns(network.receivingNetns())
                .filter("udp")
                .build();
    }

    private static CaptureSession run(CaptureOwner owner) throws InterruptedException {
        return owner.capture(trickle().build()).sink(Sinks.discard()).start();
    }

    private static CaptureSpec.Builder trickle() {
        return CaptureSpec.ofSynthetic(new SyntheticTraffic(64, 1_000));
    }

    private static List<SessionId> ids(List<CaptureSession> sessions) {
        return sessions.stream().map(CaptureSession::id).toList();
    }
}
