package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.message.CaptureEvent;
import io.ringcap.message.CaptureMessage;
import io.ringcap.message.CloseReport;
import io.ringcap.message.EventType;
import io.ringcap.message.ManagerHealth;
import io.ringcap.message.MessageJson;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.Waits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others than a session's listener learn: observers, the health report, the flight recorder, the report of closing. */
class ObserversTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void shouldTellObserversOfAllSessionsInOrder() throws Exception {
        final List<CaptureEvent> events = new CopyOnWriteArrayList<>();
        final CaptureSession first;
        final CaptureSession second;
        try (CaptureManager manager = CaptureManager.open()) {
            manager.observe(events::add);
            first = manager.capture(trickle().maxPackets(2_500).build())
                    .sink(Sinks.pcap(folder))
                    .start();
            second = manager.owner("anna")
                    .capture(trickle().maxPackets(100).build())
                    .sink(Sinks.discard())
                    .start();
            first.await(LONG);
            second.await(LONG);
        }
        assertEquals(
                List.of(EventType.STARTED, EventType.FILE_READY, EventType.FINISHED),
                typesOf(events, first)
                        .filter(type -> type != EventType.PROGRESS && type != EventType.HEARTBEAT)
                        .toList());
        assertEquals(
                List.of(EventType.STARTED, EventType.FINISHED),
                typesOf(events, second)
                        .filter(type -> type != EventType.HEARTBEAT)
                        .toList());
        assertTrue(
                typesOf(events, first).anyMatch(type -> type == EventType.HEARTBEAT), "2.5 s without a sign of life");
    }

    @Test
    void shouldCountWhatObserversThrowAndGoOn() throws Exception {
        try (CaptureManager manager = CaptureManager.open()) {
            final List<CaptureEvent> events = new CopyOnWriteArrayList<>();
            manager.observe(event -> {
                throw new IllegalStateException("on purpose");
            });
            manager.observe(events::add);
            final CaptureSession session = manager.capture(
                            trickle().maxPackets(10).build())
                    .sink(Sinks.discard())
                    .start();
            session.await(LONG);
            Waits.until(
                    LONG,
                    () -> events.size() >= 2 && manager.listenerFailures() >= 2,
                    "not all events came, or not all failures were counted");
            assertEquals(2, manager.listenerFailures(), "STARTED and FINISHED");
            assertEquals(manager.listenerFailures(), manager.health().listenerFailures());
        }
    }

    @Test
    void shouldTellAnObserverThatLeftNothingMore() throws Exception {
        try (CaptureManager manager = CaptureManager.open()) {
            final List<CaptureEvent> events = new CopyOnWriteArrayList<>();
            manager.observe(events::add).close();
            manager.capture(trickle().maxPackets(10).build())
                    .sink(Sinks.discard())
                    .start()
                    .await(LONG);
            assertTrue(events.isEmpty(), events::toString);
        }
    }

    /** A listener that blocks for five seconds costs its own session's messages and nothing else. */
    @Test
    void shouldNotBeHeldUpByAListenerThatBlocks() throws Exception {
        final CountDownLatch isBlocked = new CountDownLatch(1);
        final List<CaptureMessage> heard = new CopyOnWriteArrayList<>();
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureListener blocking = new CaptureListener() {
                @Override
                public void onMessage(CaptureMessage message) {
                    heard.add(message);
                    if (heard.size() == 1) {
                        isBlocked.countDown();
                        sleep(5_000);
                    }
                }
            };
            final CaptureSession blocked = manager.capture(trickle().build())
                    .listener(blocking)
                    .sink(Sinks.discard())
                    .start();
            assertTrue(isBlocked.await(5, TimeUnit.SECONDS));
            final long beginNs = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                final CaptureSession other =
                        manager.capture(trickle().build()).sink(Sinks.discard()).start();
                other.stop();
                other.await(LONG);
            }
            final long twentyMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beginNs);
            assertTrue(twentyMs < 4_000, "20 starts and stops took " + twentyMs + " ms beside a blocked listener");
            assertEquals(1, heard.size());
            blocked.stop();
            blocked.await(LONG);
        }
    }

    @Test
    void shouldReportItsHealthAlsoAsJson() throws Exception {
        try (CaptureManager manager = CaptureManager.open()) {
            manager.owner("anna");
            final CaptureSession session =
                    manager.capture(trickle().build()).sink(Sinks.discard()).start();
            final ManagerHealth health = manager.health();
            assertEquals("running", health.state());
            assertEquals(1, health.activeSessions());
            assertEquals(List.of("anna"), health.owners());
            assertTrue(health.threads() >= 4, "manager, cleaner, worker, lane: " + health.threads());
            assertTrue(health.openFds() > 3);
            assertTrue(health.nativeBytes() >= 4 << 20);
            assertEquals(session.id(), health.workers().get(0).session());
            final long silentUsec = health.tsUsec() - health.workers().get(0).lastHeartbeatTsUsec();
            assertTrue(Math.abs(silentUsec) < 1_000_000, silentUsec + " us without a sign of life");

            final JsonNode json = new ObjectMapper().readTree(MessageJson.toJson(health));
            assertEquals("running", json.get("state").asText());
            assertEquals(1, json.get("active_sessions").asInt());
            assertEquals(0, json.get("mailbox_depths").get("cleaner").asInt());
            manager.shutdown();
            assertEquals("closed", manager.health().state());
            assertEquals(1, manager.health().endedSessions());
        }
    }

    @Test
    void shouldRecordSessionsInTheFlightRecorder() throws Exception {
        final Path file = folder.resolve("flight.jfr");
        final CaptureSession session;
        try (Recording recording = new Recording();
                CaptureManager manager = CaptureManager.open()) {
            recording.enable("io.ringcap.SessionStarted");
            recording.enable("io.ringcap.SessionFinished");
            recording.enable("io.ringcap.SessionCounters");
            recording.enable("io.ringcap.FilePublished");
            recording.start();
            session = manager.capture(trickle().maxPackets(2_500).build())
                    .sink(Sinks.pcap(folder))
                    .start();
            session.await(LONG);
            manager.shutdown();
            recording.dump(file);
        }
        final List<RecordedEvent> events = RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("io.ringcap."))
                .filter(event ->
                        event.getString("sessionId").equals(session.id().sessionId()))
                .toList();
        assertEquals(1, named(events, "SessionStarted").size());
        assertTrue(named(events, "SessionCounters").size() >= 1, "one a second, in 2.5 seconds");
        assertEquals(2_500, named(events, "FilePublished").get(0).getLong("packets"));
        assertEquals(2_500, named(events, "SessionFinished").get(0).getLong("packets"));
    }

    /** Closing is bounded, and its report names the thread that does not come back. */
    @Test
    void shouldReportWhatClosingReleasedAndWhatHangs() throws Exception {
        final CountDownLatch letGo = new CountDownLatch(1);
        final CountDownLatch isHanging = new CountDownLatch(1);
        final CaptureManager manager = CaptureManager.open();
        try {
            final CaptureSession hanging = manager.capture(trickle().build())
                    .sink(Sinks.handler(packet -> {
                        isHanging.countDown();
                        letGo.await();
                    }))
                    .start();
            manager.capture(trickle().build()).sink(Sinks.discard()).start();
            assertTrue(isHanging.await(LONG.toSeconds(), TimeUnit.SECONDS));
            final CloseReport report = manager.shutdown();
            assertTrue(report.durationMs() < 5_500, report.durationMs() + " ms");
            assertEquals(2, report.stoppedSessions() + report.failedSessions());
            assertEquals(1, report.releasedSessions());
            assertEquals(1, report.unreleased().size(), report.unreleased()::toString);
            assertTrue(report.unreleased().get(0).contains(hanging.id().sessionId()));
            assertTrue(report.unreleased().get(0).contains("handler"));
        } finally {
            letGo.countDown();
        }
        Waits.until(LONG, () -> manager.unreleased().isEmpty(), "it was not tried again");
        assertEquals(0, manager.shutdown().stoppedSessions(), "the second time there is nothing to stop");
    }

    private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals("io.ringcap." + name))
                .toList();
    }

    private static Stream<EventType> typesOf(List<CaptureEvent> events, CaptureSession session) {
        return events.stream()
                .filter(event -> session.id().equals(event.session()))
                .map(CaptureEvent::eventType);
    }

    private static CaptureSpec.Builder trickle() {
        return CaptureSpec.ofSynthetic(new SyntheticTraffic(64, 1_000));
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
