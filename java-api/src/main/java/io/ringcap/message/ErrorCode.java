package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Why a capture could not start, did not go on, or could not be cleaned up after. The numbers are part of the protocol. */
public enum ErrorCode {
    /** Nothing is wrong. */
    NONE(0),
    /** What this version has no code for. */
    UNKNOWN(1),
    /** A value that cannot be; the text names its field. */
    START_INVALID_PARAMS(100),
    /** This process may not capture there; the text says which right is missing and how to give it. */
    START_NO_PERMISSION(101),
    /** There is no such interface. */
    START_INTERFACE_NOT_FOUND(102),
    /** There is no such process or container, or several have that name. */
    START_PROCESS_NOT_FOUND(103),
    /** libpcap, the shim or a library that was asked for cannot be loaded or used. */
    START_ENGINE_FAILED(104),
    /** A file or folder cannot be made. */
    START_CREATE_FILE_FAILED(105),
    /** The engine stopped working. */
    RUN_ENGINE_DIED(200),
    /** The disk is full. */
    RUN_DISK_FULL(201),
    /** Something did not happen in its time. */
    RUN_TIMEOUT(202),
    /** The session was cancelled. */
    RUN_CANCELLED(203),
    /** The process or container that was captured is gone. */
    RUN_PROCESS_DIED(204),
    /** The interface went down or was removed. */
    RUN_INTERFACE_GONE(205),
    /** A sink failed for another reason than a full disk (ours). */
    RUN_SINK_FAILED(206),
    /** A closed file could not be compressed, and stays as it is. */
    CLEAN_COMPRESS_FAILED(300),
    /** A file that was too old could not be deleted. */
    CLEAN_DELETE_FAILED(301),
    /** There is no room for what a file is compressed into. */
    CLEAN_DISK_FULL(302);

    private static final Map<Integer, ErrorCode> BY_NUMBER =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(ErrorCode::code, Function.identity()));

    private final int code;

    ErrorCode(int code) {
        this.code = code;
    }

    /**
     * {@return the code of this number; UNKNOWN for one that this version does not know}
     *
     * @param code the number in a message
     */
    @JsonCreator
    public static ErrorCode of(int code) {
        return BY_NUMBER.getOrDefault(code, UNKNOWN);
    }

    /** {@return the number in messages} */
    @JsonValue
    public int code() {
        return code;
    }
}
