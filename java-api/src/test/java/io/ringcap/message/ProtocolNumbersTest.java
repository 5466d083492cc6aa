package io.ringcap.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The numbers and names that others rely on, written out once more. */
class ProtocolNumbersTest {

    @Test
    void shouldKeepTheNumbersOfMessages() {
        final String table = """
                2100 CAPTURE_START
                2101 CAPTURE_STOP
                2102 CAPTURE_CANCEL
                2103 CAPTURE_CONFIG_REFRESH
                2110 CAPTURE_STARTED
                2111 CAPTURE_PROGRESS
                2112 CAPTURE_FILE_READY
                2113 CAPTURE_FINISHED
                2114 CAPTURE_FAILED
                2115 CAPTURE_HEARTBEAT
                2120 FILE_ENQUEUE
                2121 CLEAN_CONFIG_REFRESH
                2122 CLEAN_SHUTDOWN
                2130 CLEAN_STORED
                2131 CLEAN_COMPRESS_DONE
                2132 CLEAN_COMPRESS_FAILED
                2133 CLEAN_HEARTBEAT
                2140 CAPTURE_EVENT
                """;
        assertEquals(
                table,
                Arrays.stream(OpCode.values())
                        .map(opCode -> opCode.op() + " " + opCode + "\n")
                        .collect(Collectors.joining()));
    }

    @Test
    void shouldKeepTheNumbersOfErrors() {
        final String table = """
                0 NONE
                1 UNKNOWN
                100 START_INVALID_PARAMS
                101 START_NO_PERMISSION
                102 START_INTERFACE_NOT_FOUND
                103 START_PROCESS_NOT_FOUND
                104 START_ENGINE_FAILED
                105 START_CREATE_FILE_FAILED
                200 RUN_ENGINE_DIED
                201 RUN_DISK_FULL
                202 RUN_TIMEOUT
                203 RUN_CANCELLED
                204 RUN_PROCESS_DIED
                205 RUN_INTERFACE_GONE
                206 RUN_SINK_FAILED
                300 CLEAN_COMPRESS_FAILED
                301 CLEAN_DELETE_FAILED
                302 CLEAN_DISK_FULL
                """;
        assertEquals(
                table,
                Arrays.stream(ErrorCode.values())
                        .map(error -> error.code() + " " + error + "\n")
                        .collect(Collectors.joining()));
    }

    @Test
    void shouldFindACodeByItsNumber() {
        for (OpCode opCode : OpCode.values()) {
            assertEquals(Optional.of(opCode), OpCode.of(opCode.op()));
        }
        assertEquals(Optional.empty(), OpCode.of(2199));
        for (ErrorCode error : ErrorCode.values()) {
            assertEquals(error, ErrorCode.of(error.code()));
        }
        assertEquals(ErrorCode.UNKNOWN, ErrorCode.of(299));
    }

    @Test
    void shouldKeepTheNamesOfReasonsAndEvents() {
        assertEquals(
                List.of(
                        "duration",
                        "bytes",
                        "packets",
                        "stopped",
                        "cancelled",
                        "end_of_file",
                        "superseded",
                        "idle",
                        "shutdown"),
                Arrays.stream(FinishReason.values()).map(FinishReason::text).toList());
        assertEquals(
                List.of(
                        "started",
                        "progress",
                        "file_ready",
                        "finished",
                        "failed",
                        "heartbeat",
                        "config_refreshed",
                        "config_refused",
                        "paused",
                        "resumed",
                        "restarted",
                        "clean"),
                Arrays.stream(EventType.values()).map(EventType::text).toList());
    }
}
