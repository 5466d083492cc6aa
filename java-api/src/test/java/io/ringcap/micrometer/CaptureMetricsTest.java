package io.ringcap.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ringcap.CaptureManager;
import io.ringcap.CaptureSession;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.ManagerConfig;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureFinished;
import io.ringcap.sink.Sink;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.Waits;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The meters of a manager are right, never go back, and cost the manager nothing. */
class CaptureMetricsTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int FRAME_BYTES = 100;

    private final MeterRegistry registry = new SimpleMeterRegistry();

    @TempDir
    Path folder;

    @AfterEach
    void closeRegistry() {
        registry.close();
    }

    @Test
    void shouldCountWhatSessionsCountedAlsoWhenTheyAreForgotten() throws Exception {
        final ManagerConfig forgetful =
                ManagerConfig.builder().endedSessionsKept(0).build();
        try (CaptureManager manager = CaptureManager.open(forgetful)) {
            new CaptureMetrics(manager).bindTo(registry);
            assertEquals(0, counter("ringcap.packets"));
            final CaptureFinished first = record(manager, 3_000, "first");
            final CaptureFinished second = record(manager, 5_000, "second");
            Waits.until(LONG, () -> manager.sessions().isEmpty(), "ended sessions are not forgotten");

            Waits.until(LONG, () -> counter("ringcap.sessions.ended", "state", "completed") == 2, "an end is missing");
            assertEquals(8_000, counter("ringcap.packets"));
            assertEquals(8_000, counter("ringcap.packets.received"));
            assertEquals(8_000 * FRAME_BYTES, counter("ringcap.bytes"));
            assertEquals(2, counter("ringcap.files"));
            final long bytes = first.resultFiles().get(0).fileSize()
                    + second.resultFiles().get(0).fileSize();
            assertEquals(bytes, counter("ringcap.files.bytes"));
            assertEquals(0, counter("ringcap.packets.lost", "cause", "kernel"));
        }
    }

    @Test
    void shouldShowWhatRunsAndWhatItHolds() throws Exception {
        try (CaptureManager manager = CaptureManager.open()) {
            new CaptureMetrics(manager, Tags.of("place", "here")).bindTo(registry);
            manager.owner("anna");
            final CaptureSession session =
                    manager.capture(endless(1_000)).sink(Sinks.discard()).start();
            Waits.until(LONG, () -> gauge("ringcap.sessions", "state", "running") == 1, "no session runs");
            Waits.until(LONG, () -> counter("ringcap.packets") > 0, "a running session counts nothing");
            assertEquals(1, gauge("ringcap.workers"));
            assertEquals(1, gauge("ringcap.owners"));
            assertTrue(gauge("ringcap.threads") >= 3, "manager, cleaner and worker");
            assertTrue(gauge("ringcap.memory") > 0, "a ring has memory");
            assertTrue(gauge("ringcap.process.fds") > 0, "descriptors are counted");
            assertTrue(gauge("ringcap.worker.silence") < 20, "in seconds");
            assertEquals(0, gauge("ringcap.unreleased"));

            session.pause().join();
            Waits.until(LONG, () -> gauge("ringcap.sessions", "state", "paused") == 1, "no session is paused");
            session.stop();
            session.await(LONG);
            Waits.until(LONG, () -> gauge("ringcap.sessions", "state", "paused") == 0, "an ended session is shown");
            assertEquals(0, gauge("ringcap.sessions", "state", "running"));
            assertTrue(
                    registry.getMeters().stream()
                            .allMatch(meter -> "here".equals(meter.getId().getTag("place"))),
                    "a meter is without the tag that was asked for");
        }
    }

    @Test
    void shouldCountFailuresByTheirCode() throws Exception {
        try (CaptureManager manager = CaptureManager.open()) {
            new CaptureMetrics(manager).bindTo(registry);
            final Path noFolder = Files.createFile(folder.resolve("file"));
            assertThrows(
                    CaptureException.class,
                    () -> manager.capture(endless(1))
                            .sink(Sinks.pcapng(noFolder))
                            .start());
            Waits.until(
                    LONG,
                    () -> counter("ringcap.failures", "code", "105") == 1,
                    "the failure is not counted by its code");
            assertEquals(1, counter("ringcap.failures", "error", "start_create_file_failed"));
            assertEquals(1, counter("ringcap.sessions.ended", "state", "failed"));
            assertEquals(0, counter("ringcap.failures", "code", "201"));
        }
    }

    @Test
    void shouldCountWhatASlowHandlerSkipped() throws Exception {
        try (CaptureManager manager = CaptureManager.open()) {
            new CaptureMetrics(manager).bindTo(registry);
            final CaptureFinished finished = manager.capture(
                            traffic(0).maxPackets(400_000).build())
                    .sink(Sinks.blockHandler(block -> Thread.sleep(20), Sink.Overflow.SKIP))
                    .sink(Sinks.discard())
                    .start()
                    .await(LONG);
            final long skipped = finished.finalStats().handlerSkipped().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            assertTrue(skipped > 0, "the handler was not too slow");
            Waits.until(
                    LONG,
                    () -> counter("ringcap.packets.lost", "cause", "handler_skipped") == skipped,
                    "what was skipped is not in the meter");
        }
    }

    /** Sessions come, end and are forgotten while somebody reads as fast as he can. */
    @Test
    void shouldNeverGoBack() throws Exception {
        final ManagerConfig forgetful =
                ManagerConfig.builder().endedSessionsKept(0).build();
        try (CaptureManager manager = CaptureManager.open(forgetful)) {
            new CaptureMetrics(manager).bindTo(registry);
            final Map<Meter.Id, Double> seen = new HashMap<>();
            for (int round = 0; round < 20; round++) {
                final CaptureSession session = manager.capture(
                                traffic(0).maxPackets(20_000).build())
                        .sink(Sinks.discard())
                        .start();
                long last = 0;
                do {
                    final long packets = manager.totals().counters().packets();
                    assertTrue(packets >= last, packets + " packets after " + last);
                    last = packets;
                    assertNoneWentBack(seen);
                } while (!session.state().isTerminal());
                assertEquals((round + 1) * 20_000L, manager.totals().counters().packets());
            }
            assertTrue(seen.size() > 20, "hardly anything is counted");
        }
    }

    /** Whatever the reason. */
    @Test
    void shouldNotFallWithANumberThatDoes() {
        try (CaptureManager manager = CaptureManager.open()) {
            final AtomicLong number = new AtomicLong(5);
            new ManagerMeters(registry, manager, Tags.empty())
                    .counter("fallible", "May fall", Tags.empty(), now -> number.get());
            assertEquals(5, counter("fallible"));
            number.set(0);
            assertEquals(5, counter("fallible"));
            number.set(7);
            assertEquals(7, counter("fallible"));
        }
    }

    @Test
    void shouldStillTellWhatWasCountedWhenTheManagerIsClosed() throws Exception {
        final CaptureManager manager = CaptureManager.open();
        try (manager) {
            new CaptureMetrics(manager).bindTo(registry);
            record(manager, 1_000, "only");
        }
        Waits.until(LONG, () -> counter("ringcap.packets") == 1_000, "the count was lost with the manager");
        assertEquals(0, gauge("ringcap.workers"));
    }

    @Test
    void shouldNotKeepAManagerThatNobodyElseHolds() throws Exception {
        final WeakReference<CaptureManager> forgotten = boundAndForgotten();
        Waits.until(
                LONG,
                () -> {
                    System.gc();
                    return forgotten.get() == null;
                },
                "the registry keeps the manager");
        assertTrue(Double.isNaN(gauge("ringcap.workers")), "a gauge of nothing");
        assertEquals(0, counter("ringcap.packets"));
    }

    /** A registry keeps the first of two meters with the same name. */
    @Test
    void shouldMakeRoomForTheNextManager() throws Exception {
        final CaptureManager first = CaptureManager.open();
        final CaptureMetrics ofFirst = new CaptureMetrics(first);
        ofFirst.bindTo(registry);
        try (first;
                ofFirst) {
            record(first, 1_000, "first");
            Waits.until(LONG, () -> counter("ringcap.packets") == 1_000, "the first manager is not measured");
        }
        assertEquals(List.of(), registry.getMeters());
        try (CaptureManager second = CaptureManager.open();
                CaptureMetrics ofSecond = new CaptureMetrics(second)) {
            ofSecond.bindTo(registry);
            record(second, 3_000, "second");
            Waits.until(LONG, () -> counter("ringcap.packets") == 3_000, "the second manager is not measured");
            ofFirst.close();
            assertEquals(3_000, counter("ringcap.packets"), "the first one's end took the meters of the second");
        }
    }

    @Test
    void shouldLeaveMetersThatAreNotItsOwn() {
        final Counter foreign = registry.counter("ringcap.foreign");
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureMetrics metrics = new CaptureMetrics(manager);
            final CaptureMetrics ignored = new CaptureMetrics(manager);
            metrics.bindTo(registry);
            final int bound = registry.getMeters().size();
            metrics.bindTo(registry);
            ignored.bindTo(registry);
            ignored.close();
            assertEquals(bound, registry.getMeters().size(), "it removed what another had registered");
            metrics.close();
            assertEquals(List.of(foreign), registry.getMeters());
            metrics.bindTo(registry);
            assertEquals(bound, registry.getMeters().size());
        }
    }

    @Test
    void shouldKeepTheLastReadingWhenTheNextOneFails() throws Exception {
        try (CaptureManager manager = CaptureManager.open()) {
            final SharedReading readings = new SharedReading();
            final MetricReading good = new MetricReading(manager.totals(), manager.health());
            assertSame(good, readings.of(() -> good));
            final AtomicLong refused = new AtomicLong();
            Waits.until(
                    LONG,
                    () -> {
                        assertSame(good, readings.of(() -> refuse(refused)));
                        return refused.get() > 1;
                    },
                    "there is no second look");
            assertNull(new SharedReading().of(() -> refuse(refused)), "there is none to keep");
        }
    }

    private static MetricReading refuse(AtomicLong count) {
        count.incrementAndGet();
        throw new IllegalStateException("cannot read statistics");
    }

    private WeakReference<CaptureManager> boundAndForgotten() {
        try (CaptureManager manager = CaptureManager.open()) {
            new CaptureMetrics(manager).bindTo(registry);
            assertEquals(0, gauge("ringcap.workers"));
            return new WeakReference<>(manager);
        }
    }

    private void assertNoneWentBack(Map<Meter.Id, Double> seen) {
        for (Meter meter : registry.getMeters()) {
            if (meter instanceof FunctionCounter counter) {
                final double now = counter.count();
                final @Nullable Double before = seen.put(meter.getId(), now);
                assertTrue(before == null || now >= before, meter.getId() + ": " + now + " after " + before);
            }
        }
    }

    private CaptureFinished record(CaptureManager manager, long packets, String name) throws InterruptedException {
        return manager.capture(traffic(0).maxPackets(packets).build())
                .sink(Sinks.pcapng(folder.resolve(name)))
                .start()
                .await(LONG);
    }

    private static CaptureSpec endless(long packetsPerSecond) {
        return traffic(packetsPerSecond).build();
    }

    private static CaptureSpec.Builder traffic(long packetsPerSecond) {
        return CaptureSpec.ofSynthetic(new SyntheticTraffic(FRAME_BYTES, packetsPerSecond));
    }

    private long counter(String name, String... tags) {
        return (long) registry.get(name).tags(tags).functionCounter().count();
    }

    private double gauge(String name, String... tags) {
        return registry.get(name).tags(tags).gauge().value();
    }
}
