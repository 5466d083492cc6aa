package io.ringcap.internal.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringcap.message.CaptureFailed;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.SessionId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the flight recorder is told of drops and failures. */
class FlightRecordTest {
    private static final SessionId SESSION = new SessionId(1, "mine", "capture_1");

    @TempDir
    Path folder;

    @Test
    void shouldTellOfDropsSinceTheLastTime() throws Exception {
        final Path file = folder.resolve("flight.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("io.ringcap.DropBurst");
            recording.enable("io.ringcap.SessionFailed");
            recording.start();
            final FlightRecord record = FlightRecord.ofThisJvm();
            record.counters(SESSION, dropped(0));
            record.counters(SESSION, dropped(70));
            record.counters(SESSION, dropped(70));
            record.counters(SESSION, dropped(75));
            record.ended(new CaptureFailed(1, SESSION, ErrorCode.RUN_DISK_FULL, "full", false, dropped(80), 1));
            recording.dump(file);
        }
        final List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        assertEquals(
                List.of(70L, 5L, 5L),
                events.stream()
                        .filter(event -> event.getEventType().getName().equals("io.ringcap.DropBurst"))
                        .map(event -> event.getLong("packets"))
                        .toList());
        final RecordedEvent failed = events.stream()
                .filter(event -> event.getEventType().getName().equals("io.ringcap.SessionFailed"))
                .findAny()
                .orElseThrow();
        assertEquals(201, failed.getInt("errorCode"));
        assertEquals("mine", failed.getString("key"));
    }

    private static CaptureStats dropped(long packets) {
        return new CaptureStats(
                10,
                640,
                1,
                2,
                0,
                0,
                10 + packets,
                packets,
                null,
                Map.of(),
                0,
                0,
                0,
                0,
                0,
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                List.of(),
                false,
                null);
    }
}
