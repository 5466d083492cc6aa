package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

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

    private final int code;

    ErrorCode(int code) {
        this.code = code;
    }

    /** The number in messages. */
    @JsonValue
    public int code() {
        return code;
    }

    /** The code of this number; {@link #UNKNOWN} for one that a later version may know. */
    @JsonCreator
    public static ErrorCode of(int code) {
        for (ErrorCode each : values()) {
            if (each.code == code) {
                return each;
            }
        }
        return UNKNOWN;
    }
}
