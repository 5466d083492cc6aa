package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * The cleaner has taken a file.
 *
 * @param success whether it could
 * @param pendingCount files that wait at the cleaner
 * @param pendingBytes their bytes
 */
public record CleanStored(
        long tsUsec,
        @JsonUnwrapped SessionId session,
        String filePath,
        boolean success,
        int pendingCount,
        long pendingBytes)
        implements CleanerReport {

    @Override
    public OpCode opCode() {
        return OpCode.CLEAN_STORED;
    }

    @Override
    public void accept(Visitor visitor) {
        visitor.onStored(this);
    }
}
