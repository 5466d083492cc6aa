package io.ringcap.message;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.ConfigSnapshot;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What is refused, and what is said about it. */
class MessageFormatTest {
    private static final SessionId SESSION = SampleMessages.SESSION;

    @Test
    void shouldTellAnUnknownOpFromABrokenMessage() {
        assertTrue(refusal("{\"op\":2199,\"ts_usec\":1}").isUnknownOp());
        assertTrue(refusal("{\"op\":2199,\"ts_usec\":1}").getMessage().startsWith("op 2199 is unknown"));
        assertTrue(refusal("{\"op\":99999999999}").isUnknownOp());
        assertFalse(refusal("{\"op\":\"2122\",\"ts_usec\":1}").isUnknownOp());
        assertFalse(refusal("{\"ts_usec\":1}").isUnknownOp());
    }

    @Test
    void shouldTakeATypeOnlyIfItBelongsToTheOp() throws Exception {
        assertEquals(new CleanShutdown(1), MessageJson.fromJson("{\"op\":2122,\"ts_usec\":1}"));
        assertEquals(
                "type \"CAPTURE_STOP\" does not belong to op 2122, which is CLEAN_SHUTDOWN",
                refusal("{\"op\":2122,\"type\":\"CAPTURE_STOP\",\"ts_usec\":1}").getMessage());
    }

    @Test
    void shouldNameTheFieldWithABrokenValue() {
        assertRefused("{\"op\":2122,\"ts_usec\":\"3\"}", "CLEAN_SHUTDOWN, field ts_usec cannot be \"3\"");
        assertRefused("{\"op\":2122,\"ts_usec\":1.5}", "field ts_usec cannot be 1.5");
        assertRefused("{\"op\":2122,\"ts_usec\":true}", "field ts_usec cannot be true");
        assertRefused("{\"op\":2122,\"ts_usec\":99999999999999999999}", "field ts_usec cannot be 99999999999999999999");
        final String stop = MessageJson.toJson(new CaptureStop(1, SESSION, FinishReason.STOPPED));
        assertRefused(stop.replace("stopped", "tired"), "CAPTURE_STOP, field stop_reason cannot be \"tired\"");
        assertRefused(stop.replace("\"mine\"", "5"), "field key cannot be 5");
        final String ready = MessageJson.toJson(new CaptureFileReady(1, SESSION, List.of(SampleMessages.FILE), 1));
        assertRefused(ready.replace("\"packets\":10", "\"packets\":[]"), "field files[0].packets");
        assertRefused(ready.replace("[{", "[null,{"), "lacks the required field files[0]");
    }

    @Test
    void shouldRefuseWhatIsNoMessageAtAll() {
        for (String text : List.of("", "[]", "1", "null", "{", "nonsense", "{\"op\":2122,\"ts_usec\":1} {}")) {
            assertFalse(refusal(text).isUnknownOp(), text);
        }
        assertRefused("{\"op\":2122,\"ts_usec\":1,\"ts_usec\":2}", "Duplicate field 'ts_usec'");
    }

    @Test
    void shouldKeepTheReportOfALongBrokenValueShort() {
        final String message = refusal("{\"op\":2122,\"ts_usec\":\"" + "ä".repeat(5000) + "\"}")
                .getMessage();
        assertTrue(message.getBytes(StandardCharsets.UTF_8).length <= 1024, message);
    }

    @Test
    void shouldRefuseASnapshotWhoseHashDoesNotFit() {
        final String start = MessageJson.toJson(
                new CaptureStart(1, SESSION, 1, CaptureSpec.onInterface("lo").build(), ConfigSnapshot.defaults()));
        assertRefused(
                start.replace("\"retain_days\":7", "\"retain_days\":8"), "field config cannot be used: config_hash");
    }

    @Test
    void shouldSayWhichFieldOfASpecMakesNoSense() {
        final String start = MessageJson.toJson(
                new CaptureStart(1, SESSION, 1, CaptureSpec.onInterface("lo").build(), ConfigSnapshot.defaults()));
        assertRefused(start.replace("\"iface\":[\"lo\"],", ""), "field spec cannot be used: interfaces must name");
        assertRefused(
                start.replace("{\"capture_mode\"", "{\"max_duration_sec\":1e999999,\"capture_mode\""), "max duration");
        assertRefused(
                start.replace("{\"capture_mode\"", "{\"max_duration_sec\":-0.5,\"capture_mode\""), "max duration");
        assertRefused(start.replace("\"direction\":\"inout\"", "\"direction\":\"INOUT\""), "field spec.direction");
    }

    @Test
    void shouldCarryADurationToTheNanosecond() throws Exception {
        for (Duration duration : List.of(
                Duration.ofNanos(1),
                Duration.ofSeconds(100),
                Duration.ofMillis(1500),
                Duration.ofDays(36_500).minusNanos(1))) {
            final CaptureStart start = new CaptureStart(
                    1,
                    SESSION,
                    1,
                    CaptureSpec.onInterface("lo").maxDuration(duration).build(),
                    ConfigSnapshot.defaults());
            assertEquals(start, MessageJson.fromJson(MessageJson.toJson(start)), duration::toString);
        }
        assertTrue(MessageJson.toJson(CaptureSpec.onInterface("lo")
                        .maxDuration(Duration.ofSeconds(100))
                        .build())
                .contains("\"max_duration_sec\":100}"));
    }

    @Test
    void shouldReadAnErrorOfALaterVersionAsUnknown() throws Exception {
        final String failed = MessageJson.toJson(
                new CaptureFailed(1, SESSION, ErrorCode.RUN_TIMEOUT, "late", false, CaptureStats.NONE, 2));
        final CaptureFailed read =
                (CaptureFailed) MessageJson.fromJson(failed.replace("\"error_code\":202", "\"error_code\":299"));
        assertEquals(ErrorCode.UNKNOWN, read.error());
    }

    @Test
    void shouldCutTheErrorTextsOfTheCleanerOnACharacter() {
        final String text = "a" + "€".repeat(1000);
        final CleanCompressFailed failed =
                new CleanCompressFailed(1, SESSION, ErrorCode.CLEAN_COMPRESS_FAILED, text, List.of());
        assertEquals("a" + "€".repeat(341), failed.errorMsg());
    }

    @Test
    void shouldRefuseMoreThanAHundredFilesInAMessage() {
        final List<String> tooMany = Collections.nCopies(101, "/a");
        final List<CaptureFileInfo> tooManyInfos = Collections.nCopies(101, SampleMessages.FILE);
        assertTooMany(() -> new CleanCompressDone(1, SESSION, "/a.zip", tooMany, 1, 1));
        assertTooMany(() -> new CleanCompressFailed(1, SESSION, ErrorCode.CLEAN_COMPRESS_FAILED, "", tooMany));
        assertTooMany(() -> new CaptureFileReady(1, SESSION, tooManyInfos, null));
        assertDoesNotThrow(() -> new CaptureFileReady(1, SESSION, tooManyInfos.subList(0, 100), null));
    }

    @Test
    void shouldKeepTheNewestHundredFilesInTheLastMessageAndSayHowManyThereWere() {
        final List<CaptureFileInfo> files = IntStream.range(0, 250)
                .mapToObj(i -> new CaptureFileInfo("pcap", "/" + i, 1, i, 1, 1, 1, 1, false, false, null))
                .toList();
        final CaptureFinished finished =
                new CaptureFinished(1, SESSION, 1, CaptureStats.NONE, 0, FinishReason.STOPPED, files);
        assertEquals(files.subList(150, 250), finished.resultFiles());
        assertEquals(250, finished.resultFilesTotal());
        assertThrows(
                IllegalArgumentException.class,
                () -> new CaptureFinished(1, SESSION, 1, CaptureStats.NONE, 0, FinishReason.STOPPED, files, 249));
    }

    @Test
    void shouldRefuseAnEventAboutAnEvent() {
        final CaptureEvent inner = new CaptureEvent(1, null, EventType.CLEAN, null);
        assertThrows(IllegalArgumentException.class, () -> new CaptureEvent(1, null, EventType.CLEAN, inner));
        final String json =
                "{\"op\":2140,\"ts_usec\":1,\"event_type\":\"clean\",\"message\":" + MessageJson.toJson(inner) + "}";
        assertRefused(json, "an event reports a message of another kind");
    }

    private static void assertTooMany(Executable made) {
        final String message =
                assertThrows(IllegalArgumentException.class, made).getMessage();
        assertTrue(message.contains("holds 101 files; send at most 100"), message);
    }

    private static void assertRefused(String json, String expected) {
        final String message = refusal(json).getMessage();
        assertTrue(message.contains(expected), message);
    }

    private static MessageFormatException refusal(String json) {
        return assertThrows(MessageFormatException.class, () -> MessageJson.fromJson(json), json);
    }
}
