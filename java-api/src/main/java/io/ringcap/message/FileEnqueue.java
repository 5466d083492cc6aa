package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.ringcap.config.CompressFormat;

/**
 * The manager gives the cleaner a file that is whole.
 *
 * @param captureFinishTs when its capture was finished, in microseconds
 * @param compressEnabled whether closed files are compressed
 * @param compressThresholdMb how many megabytes must have come together for that
 * @param compressLevel 1 to 9
 */
public record FileEnqueue(
        long tsUsec,
        @JsonUnwrapped SessionId session,
        String filePath,
        long fileSize,
        long captureFinishTs,
        boolean compressEnabled,
        int compressThresholdMb,
        CompressFormat compressFormat,
        int compressLevel)
        implements CleanerCommand {

    @Override
    public OpCode opCode() {
        return OpCode.FILE_ENQUEUE;
    }

    @Override
    public void accept(Visitor visitor) {
        visitor.onFileEnqueue(this);
    }
}
