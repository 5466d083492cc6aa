package io.ringcap.message;

/**
 * The cleaner lives.
 *
 * @param pendingCount what waits at the cleaner
 * @param pendingBytes its bytes
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
