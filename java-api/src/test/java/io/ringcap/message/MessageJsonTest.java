package io.ringcap.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The numbers and names that others rely on. */
class MessageJsonTest {
    private static final SessionId SESSION = new SessionId(7, "mine", "capture_1732179600000");

    @Test
    void shouldWriteOneLineWithTheNamesOfTheProtocol() throws Exception {
        final CaptureStats stats = new CaptureStats(
                10,
                640,
                1,
                2,
                664,
                0.5,
                12,
                2,
                null,
                Map.of(),
                0,
                0,
                0,
                0,
                3,
                Map.of("handler", 4L),
                Map.of("pcap", 10L),
                Map.of(),
                Map.of(),
                List.of(new PartFailure("sink x", ErrorCode.RUN_DISK_FULL, "full")),
                false,
                1.5);
        final CaptureFileInfo file = new CaptureFileInfo("pcap", "/x/y.pcap", 664, 0, 1, 10, 1, 2, false, false, null);
        final String line = MessageJson.toJson(
                new CaptureFinished(99, SESSION, 98, stats, 1, FinishReason.END_OF_FILE, List.of(file)));

        assertFalse(line.contains("\n"));
        final JsonNode json = new ObjectMapper().readTree(line);
        assertEquals(
                List.of(
                        "op",
                        "type",
                        "ts_usec",
                        "capture_id",
                        "key",
                        "session_id",
                        "finish_ts_usec",
                        "final_stats",
                        "exit_code",
                        "finish_reason",
                        "result_files",
                        "result_files_total"),
                names(json));
        assertEquals(2113, json.get("op").asInt());
        assertEquals("CAPTURE_FINISHED", json.get("type").asText());
        assertEquals("end_of_file", json.get("finish_reason").asText());
        final JsonNode counted = json.get("final_stats");
        assertFalse(counted.has("dropped_interface"), "unknown is absent, not 0");
        assertEquals(2, counted.get("dropped_kernel").asInt());
        assertEquals(4, counted.get("handler_skipped").get("handler").asInt());
        assertEquals(1.5, counted.get("elapsed_ms").asDouble());
        assertEquals(201, counted.get("part_failures").get(0).get("error_code").asInt());
        assertEquals(
                "/x/y.pcap", json.get("result_files").get(0).get("file_path").asText());
    }

    @Test
    void shouldCutErrorTextsOnACharacter() throws Exception {
        final String longText = "ä".repeat(2000);
        final JsonNode json = new ObjectMapper()
                .readTree(MessageJson.toJson(
                        new CaptureFailed(1, SESSION, ErrorCode.UNKNOWN, longText, false, CaptureStats.NONE, 2)));
        final String text = json.get("error_msg").asText();
        assertEquals(1024, text.getBytes(StandardCharsets.UTF_8).length);
        assertTrue(longText.startsWith(text));
        assertEquals(1, json.get("error_code").asInt());
        assertFalse(json.get("prerequisite_missing").asBoolean());
    }

    private static List<String> names(JsonNode json) {
        final List<String> names = new ArrayList<>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
