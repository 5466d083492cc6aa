package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Why a capture could not start, did not go on, or could not be cleaned up after. The numbers are part of the protocol. */
public enum ErrorCode {
    NONE(0),
    UNKNOWN(1),
    START_INVALID_PARAMS(100),
    START_NO_PERMISSION(101),
    START_INTERFACE_NOT_FOUND(102),
    START_PROCESS_NOT_FOUND(103),
    START_ENGINE_FAILED(104),
    START_CREATE_FILE_FAILED(105),
    RUN_ENGINE_DIED(200),
    RUN_DISK_FULL(201),
    RUN_TIMEOUT(202),
    RUN_CANCELLED(203),
    RUN_PROCESS_DIED(204),
    RUN_INTERFACE_GONE(205),
    /** A sink failed for another reason than a full disk (ours). */
    RUN_SINK_FAILED(206),
    CLEAN_COMPRESS_FAILED(300),
    CLEAN_DELETE_FAILED(301),
    CLEAN_DISK_FULL(302);

    private static final Map<Integer, ErrorCode> BY_NUMBER =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(ErrorCode::code, Function.identity()));

    private final int code;

    ErrorCode(int code) {
        this.code = code;
    }

    /** The code of this number; UNKNOWN for one that this version does not know. */
    @JsonCreator
    public static ErrorCode of(int code) {
        return BY_NUMBER.getOrDefault(code, UNKNOWN);
    }

    /** The number in messages. */
    @JsonValue
    public int code() {
        return code;
    }
}
