package io.ringcap.message;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a message is. The numbers are part of the protocol. */
public enum OpCode {
    CAPTURE_START(2100),
    CAPTURE_STOP(2101),
    CAPTURE_CANCEL(2102),
    CAPTURE_CONFIG_REFRESH(2103),
    CAPTURE_STARTED(2110),
    CAPTURE_PROGRESS(2111),
    CAPTURE_FILE_READY(2112),
    CAPTURE_FINISHED(2113),
    CAPTURE_FAILED(2114),
    CAPTURE_HEARTBEAT(2115),
    FILE_ENQUEUE(2120),
    CLEAN_CONFIG_REFRESH(2121),
    CLEAN_SHUTDOWN(2122),
    CLEAN_STORED(2130),
    CLEAN_COMPRESS_DONE(2131),
    CLEAN_COMPRESS_FAILED(2132),
    CLEAN_HEARTBEAT(2133),
    CAPTURE_EVENT(2140);

    private static final Map<Integer, OpCode> BY_NUMBER =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(OpCode::op, Function.identity()));

    private final int op;

    OpCode(int op) {
        this.op = op;
    }

    /** The code of this number; empty for one that this version does not know. */
    public static Optional<OpCode> of(int op) {
        return Optional.ofNullable(BY_NUMBER.get(op));
    }

    public int op() {
        return op;
    }
}
