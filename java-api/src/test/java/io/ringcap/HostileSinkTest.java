package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import io.ringcap.message.CaptureInterface;
import io.ringcap.message.CaptureMessage;
import io.ringcap.message.ErrorCode;
import io.ringcap.packet.PacketBlock;
import io.ringcap.packet.PacketView;
import io.ringcap.sink.InterfaceTotals;
import io.ringcap.sink.Sink;
import io.ringcap.sink.SinkContext;
import io.ringcap.sink.SinkWriter;
import io.ringcap.sink.Sinks;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever an embedder's sink does, it costs itself: not its session's other sinks, not the manager, not the JVM. */
class HostileSinkTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final CaptureSpec SOME_TRAFFIC = CaptureSpec.ofSynthetic(new SyntheticTraffic(200, 50_000))
            .maxPackets(20_000)
            .build();

    /** A sink that is told how to behave. */
    private record Told(SinkWriter writer) implements Sink {
        @Override
        public String name() {
            return "hostile";
        }

        @Override
        public boolean isRecording() {
            return true;
        }

        @Override
        public SinkWriter open(SinkContext context) {
            return writer;
        }
    }

    @Test
    void shouldSurviveASinkWhoseCountersThrow() throws Exception {
        final CaptureFinished finished = beside(new SinkWriter() {
            private boolean hasBegun;

            @Override
            public void onBlock(PacketBlock block) {
                hasBegun = true;
            }

            @Override
            public long writtenPackets() {
                if (hasBegun) {
                    throw new IllegalStateException("a bug of the user's");
                }
                return 0;
            }
        });
        assertEquals(20_000, finished.finalStats().writtenPackets().get("null"));
        assertEquals(1, finished.exitCode());
    }

    @Test
    void shouldSurviveASinkThatThrowsTheSameAgainAndAgain() throws Exception {
        final RuntimeException same = new RuntimeException("sticky") {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                throw new IllegalStateException("not even this works");
            }
        };
        final CaptureFinished finished = beside(new SinkWriter() {
            @Override
            public void onBlock(PacketBlock block) {
                throw same;
            }

            @Override
            public void fail(Throwable cause) {
                throw same;
            }

            @Override
            public void close() {
                throw same;
            }
        });
        assertEquals(20_000, finished.finalStats().writtenPackets().get("null"));
        assertEquals(20_000, finished.finalStats().unsavedPackets().get("hostile"));
    }

    @Test
    void shouldEndTheStartWhenASinkOpensNothing() {
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession.Builder builder =
                    manager.capture(SOME_TRAFFIC).sink(Sinks.discard()).sink(new Told(nothing()));
            final CaptureException e = assertThrows(CaptureException.class, builder::start);
            assertEquals(ErrorCode.START_CREATE_FILE_FAILED, e.code());
        }
    }

    @SuppressWarnings({"NullAway", "DataFlowIssue"}) // What a careless embedder does.
    private static SinkWriter nothing() {
        return new AtomicReference<@Nullable SinkWriter>().get();
    }

    @Test
    void shouldBoundTheStopWhileASinkHangsInItsBeginning() throws Exception {
        final CountDownLatch release = new CountDownLatch(1);
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = manager.capture(SOME_TRAFFIC)
                    .config(CaptureConfig.builder()
                            .stopTimeout(Duration.ofMillis(300))
                            .build())
                    .sink(new Told(new SinkWriter() {
                        @Override
                        public void begin(List<CaptureInterface> interfaces) throws IOException {
                            await(release);
                        }

                        @Override
                        public void onBlock(PacketBlock block) {}
                    }))
                    .submit();
            TimeUnit.MILLISECONDS.sleep(100);
            session.stop();
            final CaptureException e = assertThrows(CaptureException.class, () -> session.await(LONG));
            assertEquals(ErrorCode.RUN_TIMEOUT, e.code());
            assertTrue(
                    manager.unreleased().toString().contains("hostile"),
                    () -> manager.unreleased().toString());
            release.countDown();
        }
    }

    @Test
    void shouldSayThatASinkHasNotFinishedInTime() throws Exception {
        final CountDownLatch release = new CountDownLatch(1);
        final List<CaptureMessage> heard = new CopyOnWriteArrayList<>();
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = manager.capture(CaptureSpec.ofSynthetic(new SyntheticTraffic(100, 10_000))
                            .build())
                    .config(CaptureConfig.builder()
                            .stopTimeout(Duration.ofMillis(300))
                            .build())
                    .sink(Sinks.discard())
                    .sink(new Told(new SinkWriter() {
                        @Override
                        public void onBlock(PacketBlock block) {}

                        @Override
                        public void finish(List<InterfaceTotals> totals) throws IOException {
                            await(release);
                        }
                    }))
                    .listener(new CaptureListener() {
                        @Override
                        public void onMessage(CaptureMessage message) {
                            heard.add(message);
                        }
                    })
                    .start();
            session.stop();
            final CaptureFinished finished = session.await(LONG);
            assertEquals(1, finished.exitCode());
            assertEquals(
                    ErrorCode.RUN_TIMEOUT,
                    finished.finalStats().partFailures().get(0).error());
            release.countDown();
        }
        assertInstanceOf(CaptureFinished.class, heard.get(heard.size() - 1));
    }

    @Test
    void shouldEndASessionWhoseSinkHangsInOpening() throws Exception {
        final CountDownLatch release = new CountDownLatch(1);
        final CaptureManager manager = CaptureManager.open(
                ManagerConfig.builder().closeTimeout(Duration.ofMillis(500)).build());
        final CaptureSession session = manager.capture(SOME_TRAFFIC)
                .sink(new Sink() {
                    @Override
                    public String name() {
                        return "slow";
                    }

                    @Override
                    public boolean isRecording() {
                        return false;
                    }

                    @Override
                    public SinkWriter open(SinkContext context) throws IOException {
                        await(release);
                        return block -> {};
                    }
                })
                .submit();
        manager.close();
        assertInstanceOf(
                CaptureFailed.class, session.whenEnded().get(1, TimeUnit.SECONDS), "the manager goes on without it");
        assertTrue(
                manager.unreleased().toString().contains("capture thread"),
                () -> manager.unreleased().toString());
        release.countDown();
        // The leak check sees that the worker, the cleaner and the ring go when they can.
    }

    @Test
    void shouldTakeAllBlocksWhenAHandlerInterruptsItsThread() throws Exception {
        try (CaptureManager manager = CaptureManager.open()) {
            final long[] handled = new long[1];
            final CaptureFinished finished = manager.capture(SOME_TRAFFIC)
                    .sink(Sinks.handler(packet -> {
                        handled[0]++;
                        Thread.currentThread().interrupt();
                    }))
                    .start()
                    .await(LONG);
            assertEquals(20_000, handled[0]);
            assertEquals(0, finished.exitCode());
        }
    }

    @Test
    void shouldNotCrashWhenAViewIsKeptAndReadByAnotherThread() throws Exception {
        final AtomicReference<@Nullable PacketView> keptView = new AtomicReference<>();
        final AtomicReference<@Nullable PacketBlock> keptBlock = new AtomicReference<>();
        final long[] sum = new long[1];
        final Thread reader = new Thread(() -> {
            while (!Thread.interrupted()) {
                sum[0] += read(keptView.get(), keptBlock.get());
            }
        });
        reader.start();
        try (CaptureManager manager = CaptureManager.open()) {
            for (int i = 0; i < 20; i++) {
                manager.capture(SOME_TRAFFIC)
                        .sink(Sinks.handler(keptView::set))
                        .sink(Sinks.blockHandler(keptBlock::set))
                        .start()
                        .await(LONG);
                final PacketBlock block = keptBlock.get();
                assertDoesNotThrow(() -> read(keptView.get(), block));
            }
        } finally {
            reader.interrupt();
            reader.join();
        }
    }

    private static long read(@Nullable PacketView view, @Nullable PacketBlock block) {
        long sum = 0;
        try {
            for (int i = 0; block != null && view != null && i < 1000; i++) {
                sum += view.getByte(i % 60) + block.packets() + view.timestampNs();
            }
        } catch (IndexOutOfBoundsException e) {
            // What a view that was disarmed says.
            sum--;
        }
        return sum;
    }

    @Test
    void shouldRunContinuationsWhereTheyMayBlock() throws Exception {
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession first =
                    manager.capture(SOME_TRAFFIC).sink(Sinks.discard()).start();
            final CaptureSession second = manager.capture(CaptureSpec.ofSynthetic(new SyntheticTraffic(100, 1000))
                            .build())
                    .sink(Sinks.discard())
                    .start();
            final CaptureFinished stopped = first.whenEnded()
                    .thenApply(last -> {
                        second.stop();
                        try {
                            return second.await(LONG);
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    })
                    .get(20, TimeUnit.SECONDS);
            assertEquals(second.id(), stopped.session());
        }
    }

    private static CaptureFinished beside(SinkWriter hostile) throws InterruptedException {
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureFinished finished = manager.capture(SOME_TRAFFIC)
                    .sink(new Told(hostile))
                    .sink(Sinks.discard())
                    .start()
                    .await(LONG);
            // The manager has survived it.
            manager.capture(SOME_TRAFFIC).sink(Sinks.discard()).start().await(LONG);
            return finished;
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
