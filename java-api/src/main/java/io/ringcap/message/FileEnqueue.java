package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.ringcap.config.CompressFormat;

/**
 * A finished file is the cleaner's from now on. It carries how to compress it, because the session's configuration is what
 * counts, not the one that happens to be in force when its turn comes.
 *
 * @param filePath its absolute path
 * @param fileSize its bytes
 * @param captureFinishTs when it was finished, in microseconds
 * @param compressEnabled whether it is to be compressed
 * @param compressThresholdMb how many megabytes of files are gathered for one archive
 * @param compressLevel 1, fastest, to 9, smallest
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
