package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.message.CaptureFinished;
import io.ringcap.message.FinishReason;
import io.ringcap.message.SessionState;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.LiveNetwork;
import io.ringcap.testing.PcapFiles;
import io.ringcap.testing.SendOptions;
import io.ringcap.testing.SequenceCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same operation said twice, an older one, a newer one; and a second start on the same target. */
class OperationsTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void shouldDoTheSameOperationOnce() throws Exception {
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession first = versioned(manager.owner("anna"), 2).start();
            final CaptureSession again = versioned(manager.owner("anna"), 2).start();
            final CaptureSession older = versioned(manager.owner("anna"), 1).start();
            assertEquals(first.id(), again.id());
            assertEquals(first.id(), older.id());
            assertEquals(2, manager.health().ignoredOperations());
            assertEquals(1, manager.sessions().size());
            assertEquals(2, first.status().opVersion());

            final CaptureSession others = versioned(manager.owner("ben"), 2).start();
            assertNotEquals(first.id(), others.id(), "a key is its owner's");
            first.stop();
            first.await(LONG);
            assertEquals(first.id(), versioned(manager.owner("anna"), 2).start().id(), "also after its end");
        }
    }

    @Test
    void shouldHaveANewerOperationTakeOver() throws Exception {
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession first = versioned(manager.owner("anna"), 1).start();
            final CaptureSession second = versioned(manager.owner("anna"), 2).start();
            assertNotEquals(first.id(), second.id());
            assertEquals(FinishReason.SUPERSEDED, first.await(LONG).finishReason());
            assertEquals(SessionState.RUNNING, second.state());
            assertEquals(
                    second.id(), versioned(manager.owner("anna"), 1).start().id());
        }
    }

    @Test
    void shouldMakeANewSessionForEachStartWithoutAVersion() throws Exception {
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession first =
                    manager.capture(trickle()).key("mine").sink(Sinks.discard()).start();
            final CaptureSession second =
                    manager.capture(trickle()).key("mine").sink(Sinks.discard()).start();
            assertNotEquals(first.id(), second.id());
            assertEquals(SessionState.RUNNING, first.state());
        }
    }

    /** One supersedes, and both sets of files are whole: no packet is in both, and none that arrived in either's time in none. */
    @Test
    void shouldSupersedeOnTheSameTargetWithBothFilesWhole() throws Exception {
        LiveNetwork.assumeLive();
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            final CaptureSession first = manager.capture(on(network).build())
                    .sink(Sinks.pcap(folder.resolve("first")))
                    .start();
            network.sendAndWait(SendOptions.count(5_000).packetsPerSecond(50_000));
            final CaptureSession second = manager.capture(on(network).build())
                    .sink(Sinks.pcap(folder.resolve("second")))
                    .start();
            assertEquals(SessionState.COMPLETED, first.state(), "the second waits for the first's drain");
            network.sendAndWait(
                    SendOptions.count(7_000).packetsPerSecond(50_000).start(5_000));
            second.stop();

            final CaptureFinished one = first.await(LONG);
            final CaptureFinished two = second.await(LONG);
            assertEquals(FinishReason.SUPERSEDED, one.finishReason());
            assertEquals(FinishReason.STOPPED, two.finishReason());
            assertEquals(5_000, sequences(one).packets());
            assertEquals(7_000, sequences(two).packets());
            assertEquals(0, sequences(one).missing());
        }
    }

    @Test
    void shouldLetSessionsShareATargetAndOwnersHaveTheirOwn() throws Exception {
        LiveNetwork.assumeLive();
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            final CaptureSession first =
                    manager.capture(on(network).build()).sink(Sinks.discard()).start();
            final CaptureSession sharing = manager.capture(
                            on(network).shared(true).build())
                    .sink(Sinks.discard())
                    .start();
            final CaptureSession others = manager.owner("anna")
                    .capture(on(network).build())
                    .sink(Sinks.discard())
                    .start();
            network.sendAndWait(SendOptions.count(1_000).packetsPerSecond(50_000));
            for (CaptureSession each : new CaptureSession[] {first, sharing, others}) {
                assertEquals(SessionState.RUNNING, each.state());
                each.stop();
                assertEquals(1_000, each.await(LONG).finalStats().packets());
            }
        }
    }

    /** A start that waits for its target can be taken back; what it waited for has been stopped all the same. */
    @Test
    void shouldEndASessionThatStillWaitsForItsTarget() throws Exception {
        LiveNetwork.assumeLive();
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            final CountDownLatch isBusy = new CountDownLatch(1);
            final CaptureSession first = manager.capture(on(network).build())
                    .sink(Sinks.blockHandler(block -> {
                        isBusy.countDown();
                        Thread.sleep(300);
                    }))
                    .start();
            network.sendAndWait(SendOptions.count(100).packetsPerSecond(10_000));
            assertTrue(isBusy.await(20, TimeUnit.SECONDS));
            final CaptureSession waiting =
                    manager.capture(on(network).build()).sink(Sinks.discard()).submit();
            waiting.stop();
            final CaptureFinished ended = waiting.await(LONG);
            assertEquals(SessionState.CANCELLED, waiting.state());
            assertEquals(0, ended.finalStats().packets());
            assertTrue(first.await(LONG).finalStats().packets() > 0);
        }
    }

    private static SequenceCheck sequences(CaptureFinished finished) throws Exception {
        assertEquals(1, finished.resultFiles().size());
        return PcapFiles.sequences(Path.of(finished.resultFiles().get(0).filePath()));
    }

    private static CaptureSession.Builder versioned(CaptureOwner owner, int version) {
        return owner.capture(trickle()).key("job").opVersion(version).sink(Sinks.discard());
    }

    private static CaptureSpec trickle() {
        return CaptureSpec.ofSynthetic(new SyntheticTraffic(64, 1_000)).build();
    }

    private static CaptureSpec.Builder on(LiveNetwork network) {
        return CaptureSpec.onInterface(network.receiver(0))
                .netns(network.receivingNetns())
                .filter("udp");
    }
}
