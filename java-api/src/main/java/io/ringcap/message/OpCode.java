package io.ringcap.message;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a message is. The numbers are part of the protocol. */
public enum OpCode {
    /** Manager to worker: start. */
    CAPTURE_START(2100),
    /** Manager to worker: stop, and record what has arrived. */
    CAPTURE_STOP(2101),
    /** Manager to worker: stop at once. */
    CAPTURE_CANCEL(2102),
    /** Manager to worker: another configuration. */
    CAPTURE_CONFIG_REFRESH(2103),
    /** The session captures. */
    CAPTURE_STARTED(2110),
    /** Counters, while it captures. */
    CAPTURE_PROGRESS(2111),
    /** Files are whole and have their names. */
    CAPTURE_FILE_READY(2112),
    /** The session has ended as it should. */
    CAPTURE_FINISHED(2113),
    /** The session could not start, or broke off. */
    CAPTURE_FAILED(2114),
    /** Worker to manager: a sign of life. */
    CAPTURE_HEARTBEAT(2115),
    /** Manager to cleaner: take care of files. */
    FILE_ENQUEUE(2120),
    /** Manager to cleaner: other limits. */
    CLEAN_CONFIG_REFRESH(2121),
    /** Manager to cleaner: end. */
    CLEAN_SHUTDOWN(2122),
    /** Cleaner: a file was taken into care. */
    CLEAN_STORED(2130),
    /** Cleaner: files were compressed. */
    CLEAN_COMPRESS_DONE(2131),
    /** Cleaner: files could not be compressed or deleted. */
    CLEAN_COMPRESS_FAILED(2132),
    /** Cleaner: a sign of life. */
    CLEAN_HEARTBEAT(2133),
    /** What happened to any session, for observers. */
    CAPTURE_EVENT(2140);

    private static final Map<Integer, OpCode> BY_NUMBER =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(OpCode::op, Function.identity()));

    private final int op;

    OpCode(int op) {
        this.op = op;
    }

    /**
     * {@return the code of this number; empty for one that this version does not know}
     *
     * @param op the number in a message
     */
    public static Optional<OpCode> of(int op) {
        return Optional.ofNullable(BY_NUMBER.get(op));
    }

    /** {@return the number in messages} */
    public int op() {
        return op;
    }
}
