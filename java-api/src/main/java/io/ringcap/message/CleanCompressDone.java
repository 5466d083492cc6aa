package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;

/**
 * Files are in an archive, which was read back before they went.
 *
 * @param archivePath where they are now
 * @param compressedFiles where they were, at most 100
 * @param compressedBytes the archive's size
 * @param durationMs how long it took
 */
public record CleanCompressDone(
        long tsUsec,
        @JsonUnwrapped SessionId session,
        String archivePath,
        List<String> compressedFiles,
        long compressedBytes,
        long durationMs)
        implements CleanerReport {

    public CleanCompressDone {
        compressedFiles = FileLists.checked(compressedFiles);
    }

    @Override
    public OpCode opCode() {
        return OpCode.CLEAN_COMPRESS_DONE;
    }

    @Override
    public void accept(Visitor visitor) {
        visitor.onCompressDone(this);
    }
}
