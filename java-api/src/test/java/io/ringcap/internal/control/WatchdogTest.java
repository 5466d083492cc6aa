package io.ringcap.internal.control;

import static io.ringcap.internal.control.Managed.await;
import static io.ringcap.internal.control.Managed.last;
import static io.ringcap.internal.control.Managed.small;
import static io.ringcap.internal.control.Managed.smallBuilder;
import static io.ringcap.internal.control.Managed.traffic;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.ManagerConfig;
import io.ringcap.config.RestartPolicy;
import io.ringcap.message.CaptureFailed;
import io.ringcap.message.CaptureFinished;
import io.ringcap.message.CaptureMessage;
import io.ringcap.message.CaptureStarted;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.FinishReason;
import io.ringcap.message.SessionState;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.FaultySource;
import io.ringcap.testing.PcapFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers that hang, break, or come back late, with sources that really do so. */
class WatchdogTest {
    private static final ManagerConfig IMPATIENT =
            ManagerConfig.builder().watchdogTimeout(Duration.ofMillis(700)).build();

    private final FaultySource.Faults faults = new FaultySource.Faults();
    private final CountDownLatch letGo = new CountDownLatch(1);

    @TempDir
    Path folder;

    @Test
    void shouldFailAHungWorkerWithItsFilesPublished() throws Exception {
        try (Managed manager = new Managed(IMPATIENT, faults)) {
            final Session session = manager.run(traffic(20_000).build(), small(), Sinks.pcap(folder));
            await(() -> session.stats().packets() > 2_000, "no traffic");
            faults.hangUntil(letGo);
            faults.awaitHang();

            final CaptureFailed failed = assertInstanceOf(CaptureFailed.class, last(session));
            assertEquals(ErrorCode.RUN_TIMEOUT, failed.error());
            assertTrue(failed.errorMsg().contains("no sign of life"), failed.errorMsg());
            assertEquals(SessionState.FAILED, session.state());
            assertEquals(1, session.files().size(), "its file is published");
            final Path file = Path.of(session.files().get(0).filePath());
            assertEquals(
                    failed.lastStats().packets(), PcapFiles.sequences(file).packets(), "and holds what was published");
            assertEquals(
                    List.of(session.id().sessionId() + " is held by the capture thread"), manager.loop.unreleased());

            letGo.countDown();
            await(() -> manager.loop.unreleased().isEmpty(), "the late worker was not released");
            assertEquals(1, faults.closed(), "it closes its own source, once");
            await(() -> manager.heard.contains(failed), "the last message was not delivered");
            assertEquals(1, manager.heard.stream().filter(WatchdogTest::isLast).count());
        } finally {
            letGo.countDown();
        }
    }

    /** However late it comes back, before, while or after its lanes are ended for it. */
    @RepeatedTest(20)
    void shouldEndOnceWhenAHungWorkerComesBackAtTheWorstMoment() throws Exception {
        try (Managed manager = new Managed(
                ManagerConfig.builder().watchdogTimeout(Duration.ofMillis(500)).build(), faults)) {
            final Session session = manager.run(traffic(50_000).build(), small(), Sinks.pcap(folder));
            await(() -> session.stats().packets() > 0, "no traffic");
            faults.hangUntil(letGo);
            faults.awaitHang();
            Thread.sleep(480 + (System.nanoTime() >> 10) % 130);
            letGo.countDown();
            faults.hangUntil(letGo);
            Thread.sleep(200);
            session.requestStop();
            final CaptureMessage last = last(session);

            assertEquals(1, session.files().size());
            final Path file = Path.of(session.files().get(0).filePath());
            final long inFile = PcapFiles.sequences(file).packets();
            assertEquals(session.files().get(0).packets(), inFile);
            if (last instanceof CaptureFinished finished) {
                assertEquals(finished.finalStats().packets(), inFile);
            }
            await(() -> manager.loop.unreleased().isEmpty(), "not released");
            await(() -> manager.heard.contains(last), "the last message was not delivered");
            assertEquals(1, manager.heard.stream().filter(WatchdogTest::isLast).count());
            assertTrue(isLast(manager.heard.get(manager.heard.size() - 1)));
        } finally {
            letGo.countDown();
        }
    }

    @Test
    void shouldFailASessionWhoseSourceBreaks() throws Exception {
        try (Managed manager = new Managed(IMPATIENT, faults)) {
            final Session session = manager.run(traffic(10_000).build(), small(), Sinks.pcap(folder));
            faults.failWith(new StackOverflowError("on purpose"));
            final CaptureFailed failed = assertInstanceOf(CaptureFailed.class, last(session));
            assertEquals(ErrorCode.RUN_ENGINE_DIED, failed.error());
            assertEquals(1, session.files().size());
        }
    }

    @Test
    void shouldStartASessionAgainThatBrokeOff() throws Exception {
        final CaptureConfig config = smallBuilder()
                .restart(new RestartPolicy(3, Duration.ofMillis(50)))
                .build();
        try (Managed manager = new Managed(IMPATIENT, faults)) {
            final Session session = manager.run(traffic(20_000).build(), config, Sinks.pcap(folder));
            await(() -> session.stats().packets() > 1_000, "no traffic");
            faults.refuseOpens(1).failWith(new IllegalStateException("on purpose"));
            await(() -> faults.opened() == 2, "not started again");
            final long before = session.stats().packets();
            await(() -> session.stats().packets() > before + 1_000, "no traffic after the restart");
            assertEquals(SessionState.RUNNING, session.state());
            session.requestStop();
            final CaptureFinished finished = assertInstanceOf(CaptureFinished.class, last(session));

            assertEquals(FinishReason.STOPPED, finished.finishReason());
            assertEquals(3, session.status().opVersion(), "one restart did not come up, the second did");
            assertEquals(2, finished.resultFiles().size());
            long inFiles = 0;
            for (var file : finished.resultFiles()) {
                inFiles += PcapFiles.sequences(Path.of(file.filePath())).packets();
            }
            assertEquals(finished.finalStats().packets(), inFiles, "the counters go on over the restart");
            assertEquals(
                    List.of(1, 3),
                    manager.heard.stream()
                            .filter(CaptureStarted.class::isInstance)
                            .map(message -> ((CaptureStarted) message).opVersion())
                            .toList());
        }
    }

    @Test
    void shouldFailWhenAllRestartsAreUsedUp() throws Exception {
        final CaptureConfig config = smallBuilder()
                .restart(new RestartPolicy(2, Duration.ofMillis(10)))
                .build();
        try (Managed manager = new Managed(IMPATIENT, faults)) {
            final Session session = manager.run(traffic(1_000).build(), config);
            faults.refuseOpens(100).failWith(new IllegalStateException("on purpose"));
            final CaptureFailed failed = assertInstanceOf(CaptureFailed.class, last(session));
            assertEquals(ErrorCode.START_INTERFACE_NOT_FOUND, failed.error());
            assertEquals(1, faults.opened());
            assertEquals(3, session.status().opVersion());
        }
    }

    /** The packets are counted over all workers, and so is the limit. */
    @Test
    void shouldKeepItsLimitOverARestart() throws Exception {
        final CaptureConfig config = smallBuilder()
                .restart(new RestartPolicy(1, Duration.ofMillis(10)))
                .build();
        try (Managed manager = new Managed(IMPATIENT, faults)) {
            final Session session =
                    manager.run(traffic(20_000).maxPackets(10_000).build(), config, Sinks.pcap(folder));
            await(() -> session.stats().packets() > 3_000, "no traffic");
            faults.failWith(new IllegalStateException("on purpose"));
            final CaptureFinished finished = assertInstanceOf(CaptureFinished.class, last(session));
            assertEquals(FinishReason.PACKETS, finished.finishReason());
            assertEquals(10_000, finished.finalStats().packets());
        }
    }

    @Test
    void shouldNotWaitForARestartWhenItIsStopped() throws Exception {
        final CaptureConfig config = smallBuilder()
                .restart(new RestartPolicy(5, Duration.ofSeconds(30)))
                .build();
        try (Managed manager = new Managed(IMPATIENT, faults)) {
            final Session session = manager.run(traffic(1_000).build(), config);
            faults.failWith(new IllegalStateException("on purpose"));
            await(() -> session.state() == SessionState.STARTING, "no restart was planned");
            session.requestStop();
            assertInstanceOf(CaptureFinished.class, last(session));
            assertEquals(SessionState.COMPLETED, session.state());
        }
    }

    /** A pause outlives the worker: what comes after the restart is not recorded either, until somebody goes on. */
    @Test
    void shouldStayPausedOverARestart() throws Exception {
        final CaptureConfig config = smallBuilder()
                .restart(new RestartPolicy(3, Duration.ofMillis(20)))
                .build();
        try (Managed manager = new Managed(IMPATIENT, faults)) {
            final Session session = manager.run(
                    CaptureSpec.onInterface("fake")
                            .maxDuration(Duration.ofSeconds(2))
                            .build(),
                    config);
            await(() -> session.stats().packets() > 1_000, "no traffic");
            session.requestPause(true).get(5, TimeUnit.SECONDS);
            // What had come before the pause is recorded first.
            await(() -> session.stats().pausedPackets() > 0, "nothing came in the pause");
            final long paused = session.stats().packets();
            faults.failWith(new IllegalStateException("on purpose"));
            await(() -> faults.opened() == 2, "not started again");
            Thread.sleep(2_500);
            assertEquals(SessionState.PAUSED, session.state(), "a pause is no time of capture");
            assertEquals(paused, session.stats().packets());
            assertTrue(session.stats().pausedPackets() > 10_000, session.stats().pausedPackets() + " were counted");
            session.requestPause(false).get(5, TimeUnit.SECONDS);
            final CaptureFinished finished = assertInstanceOf(CaptureFinished.class, last(session));
            assertEquals(FinishReason.DURATION, finished.finishReason());
            assertTrue(session.elapsedSec() > 1.9 && session.elapsedSec() < 2.4, session.elapsedSec() + " s");
        }
    }

    private static boolean isLast(CaptureMessage message) {
        return message instanceof CaptureFailed || message instanceof CaptureFinished;
    }
}
