package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * The cleaner has taken a file into its care, or could not.
 *
 * @param filePath the file's absolute path
 * @param success whether it was taken
 * @param pendingCount files that wait for the cleaner
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
