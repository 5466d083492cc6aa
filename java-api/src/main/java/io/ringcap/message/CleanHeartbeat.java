package io.ringcap.message;

/**
 * The cleaner's sign of life.
 *
 * @param pendingCount files that wait for it
 * @param pendingBytes their bytes
 */
public record CleanHeartbeat(long tsUsec, int pendingCount, long pendingBytes) implements CleanerReport {

    @Override
    public OpCode opCode() {
        return OpCode.CLEAN_HEARTBEAT;
    }

    @Override
    public void accept(Visitor visitor) {
        visitor.onHeartbeat(this);
    }
}
