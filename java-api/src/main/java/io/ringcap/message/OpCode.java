package io.ringcap.message;

/** What a message is. The numbers are part of the protocol. */
public enum OpCode {
    CAPTURE_STARTED(2110),
    CAPTURE_PROGRESS(2111),
    CAPTURE_FILE_READY(2112),
    CAPTURE_FINISHED(2113),
    CAPTURE_FAILED(2114);

    private final int op;

    OpCode(int op) {
        this.op = op;
    }

    public int op() {
        return op;
    }
}
