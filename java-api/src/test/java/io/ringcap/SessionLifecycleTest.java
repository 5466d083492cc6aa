package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.ManagerConfig;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureFailed;
import io.ringcap.message.CaptureFinished;
import io.ringcap.message.CaptureMessage;
import io.ringcap.message.CaptureStarted;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.FinishReason;
import io.ringcap.message.SessionState;
import io.ringcap.message.SourceKind;
import io.ringcap.sink.Sinks;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Start, stop, close, and what a listener hears of them. */
class SessionLifecycleTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final List<CaptureMessage> heard = new CopyOnWriteArrayList<>();
    private final CaptureListener listener = new CaptureListener() {
        @Override
        public void onMessage(CaptureMessage message) {
            heard.add(message);
        }
    };

    @Test
    void shouldTellStartedFirstAndFinishedLast() throws Exception {
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = manager.capture(
                            trickle().maxPackets(300).build())
                    .sink(Sinks.discard())
                    .listener(listener)
                    .key("mine")
                    .start();
            session.await(LONG);
        }
        assertInstanceOf(CaptureStarted.class, heard.get(0));
        assertInstanceOf(CaptureFinished.class, heard.get(heard.size() - 1));
        assertTrue(heard.stream().allMatch(message -> message.session().key().equals("mine")));
        assertEquals(
                SourceKind.SYNTHETIC,
                ((CaptureStarted) heard.get(0)).effective().sourceKind());
    }

    @Test
    void shouldTellFailedAloneWhenItCannotStart() throws Exception {
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = manager.capture(
                            CaptureSpec.onInterface("no such interface").build())
                    .sink(Sinks.discard())
                    .listener(listener)
                    .submit();
            final CaptureException e = assertThrows(CaptureException.class, () -> session.await(LONG));
            assertEquals(ErrorCode.START_INTERFACE_NOT_FOUND, e.code());
            assertEquals(SessionState.FAILED, session.state());
        }
        assertEquals(1, heard.size());
        assertInstanceOf(CaptureFailed.class, heard.get(0));
    }

    @Test
    void shouldEndAfterItsDurationWithoutTraffic() throws Exception {
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = manager.capture(CaptureSpec.ofSynthetic(new SyntheticTraffic(64, 1))
                            .maxDuration(Duration.ofMillis(700))
                            .build())
                    .sink(Sinks.discard())
                    .start();
            final CaptureFinished finished = session.await(LONG);
            assertEquals(FinishReason.DURATION, finished.finishReason());
            final double elapsedMs = finished.finalStats().elapsedMs();
            assertTrue(elapsedMs >= 700 && elapsedMs < 1000, () -> elapsedMs + " ms");
        }
    }

    @Test
    void shouldBeIdempotentInStoppingAndClosing() throws Exception {
        final CaptureManager manager = CaptureManager.open();
        final CaptureSession session =
                manager.capture(trickle().build()).sink(Sinks.discard()).start();
        session.stop();
        assertEquals(FinishReason.STOPPED, session.await(LONG).finishReason());
        session.cancel();
        manager.close();
        manager.close();
        assertEquals(SessionState.COMPLETED, session.state());
    }

    @Test
    void shouldStopWhatRunsWhenTheManagerCloses() throws Exception {
        final CaptureSession session;
        try (CaptureManager manager = CaptureManager.open()) {
            session = manager.capture(trickle().build())
                    .sink(Sinks.discard())
                    .listener(listener)
                    .start();
        }
        assertEquals(
                FinishReason.SHUTDOWN,
                session.await(Duration.ZERO.plusMillis(1)).finishReason());
        assertInstanceOf(CaptureFinished.class, heard.get(heard.size() - 1), "close() waits for the listener");
    }

    @Test
    void shouldRefuseToStartAfterClose() {
        final CaptureManager manager = CaptureManager.open();
        manager.close();
        final CaptureSession.Builder builder =
                manager.capture(trickle().build()).sink(Sinks.discard());
        final CaptureException e = assertThrows(CaptureException.class, builder::start);
        assertTrue(String.valueOf(e.getMessage()).contains("closed"), e::getMessage);
    }

    @Test
    void shouldNotDeadlockWhenAListenerClosesTheManager() throws Exception {
        final CaptureManager manager = CaptureManager.open();
        final CountDownLatch closed = new CountDownLatch(1);
        manager.capture(trickle().build())
                .sink(Sinks.discard())
                .listener(new CaptureListener() {
                    @Override
                    public void onStarted(CaptureStarted message) {
                        manager.close();
                        closed.countDown();
                    }
                })
                .submit();
        assertTrue(closed.await(4, TimeUnit.SECONDS));
        manager.close();
    }

    @Test
    void shouldCountWhatListenersThrowAndGoOn() throws Exception {
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = manager.capture(
                            trickle().maxPackets(100).build())
                    .sink(Sinks.discard())
                    .listener(new CaptureListener() {
                        @Override
                        public void onStarted(CaptureStarted message) {
                            throw new IllegalStateException("a listener's mistake");
                        }
                    })
                    .start();
            session.await(LONG);
            assertEquals(1, manager.listenerFailures());
        }
    }

    @Test
    void shouldNotLetOneListenerDelayAnotherSession() throws Exception {
        final CountDownLatch release = new CountDownLatch(1);
        try (CaptureManager manager = CaptureManager.open()) {
            manager.capture(trickle().build())
                    .sink(Sinks.discard())
                    .listener(new CaptureListener() {
                        @Override
                        public void onStarted(CaptureStarted message) {
                            try {
                                release.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        }
                    })
                    .start();
            final long before = System.nanoTime();
            manager.capture(trickle().maxPackets(10).build())
                    .sink(Sinks.discard())
                    .start()
                    .await(LONG);
            assertTrue(System.nanoTime() - before < TimeUnit.SECONDS.toNanos(2));
            release.countDown();
        }
    }

    @Test
    void shouldBoundTheStopWhenAHandlerHangsAndNameIt() throws Exception {
        final CountDownLatch release = new CountDownLatch(1);
        final CaptureManager manager = CaptureManager.open(ManagerConfig.defaults());
        final CaptureSession session = manager.capture(
                        CaptureSpec.ofSynthetic(new SyntheticTraffic(1000, 0)).build())
                .config(CaptureConfig.builder()
                        .stopTimeout(Duration.ofMillis(500))
                        .build())
                .sink(Sinks.handler(packet -> release.await()))
                .sink(Sinks.discard())
                .start();
        TimeUnit.MILLISECONDS.sleep(100);
        final long before = System.nanoTime();
        session.stop();
        final CaptureFinished finished = session.await(LONG);
        final long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
        assertTrue(tookMs < 2000, () -> tookMs + " ms");
        assertTrue(finished.finalStats().ringStalls() > 0);
        assertEquals(
                finished.finalStats().packets(),
                finished.finalStats().writtenPackets().get("null"),
                "the other sink got everything");
        assertFalse(manager.unreleased().isEmpty());
        assertTrue(
                manager.unreleased().get(0).contains("handler"),
                () -> manager.unreleased().toString());
        release.countDown();
        for (int i = 0; i < 500 && !manager.unreleased().isEmpty(); i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertEquals(List.of(), manager.unreleased());
        manager.close();
    }

    @Test
    void shouldLeaveNothingBehindAfterManySessions() throws Exception {
        try (CaptureManager manager = CaptureManager.open()) {
            for (int i = 0; i < 50; i++) {
                manager.capture(trickle().maxPackets(1).build())
                        .sink(Sinks.discard())
                        .start()
                        .await(LONG);
            }
            assertEquals(50, manager.sessions().size());
        }
        // The leak check around each test looks at threads, file descriptors and mappings.
    }

    @Test
    void shouldListTheFilesOfGoodSinksWhenAHandlerHangs(@TempDir Path folder) throws Exception {
        final CountDownLatch release = new CountDownLatch(1);
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = manager.capture(CaptureSpec.ofSynthetic(new SyntheticTraffic(1000, 0))
                            .build())
                    .config(CaptureConfig.builder()
                            .stopTimeout(Duration.ofMillis(800))
                            .build())
                    .sink(Sinks.handler(packet -> release.await()))
                    .sink(Sinks.pcap(folder))
                    .start();
            TimeUnit.MILLISECONDS.sleep(100);
            session.stop();
            final CaptureFinished finished = session.await(LONG);
            assertEquals(1, finished.exitCode());
            assertEquals(
                    "sink handler", finished.finalStats().partFailures().get(0).part());
            assertEquals(1, finished.resultFiles().size());
            assertEquals(
                    finished.finalStats().packets(),
                    finished.resultFiles().get(0).packets());
            release.countDown();
        }
    }

    @Test
    void shouldLetGoOfTheEmbeddersCodeWhenASessionHasEnded() throws Exception {
        try (CaptureManager manager = CaptureManager.open()) {
            final List<WeakReference<Object>> held = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                held.add(captureWithSomethingLarge(manager));
            }
            for (int i = 0; i < 100 && held.stream().anyMatch(each -> each.get() != null); i++) {
                System.gc();
                TimeUnit.MILLISECONDS.sleep(20);
            }
            assertEquals(10, manager.sessions().size(), "the sessions are remembered");
            assertTrue(held.stream().allMatch(each -> each.get() == null), "what they held is not");
        }
    }

    private static WeakReference<Object> captureWithSomethingLarge(CaptureManager manager) throws InterruptedException {
        final byte[] large = new byte[1 << 20];
        manager.capture(trickle().maxPackets(1).build())
                .sink(Sinks.handler(packet -> large[0]++))
                .listener(new CaptureListener() {
                    @Override
                    public void onStarted(CaptureStarted message) {
                        large[1]++;
                    }
                })
                .start()
                .await(LONG);
        return new WeakReference<>(large);
    }

    @Test
    void shouldFindASessionByItsIdOnly() throws Exception {
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session =
                    manager.capture(trickle().build()).sink(Sinks.discard()).start();
            assertEquals(
                    session.id(),
                    manager.session(session.id().sessionId()).orElseThrow().id());
            assertTrue(manager.session("capture_1").isEmpty());
        }
    }

    private static CaptureSpec.Builder trickle() {
        return CaptureSpec.ofSynthetic(new SyntheticTraffic(100, 5_000));
    }
}
