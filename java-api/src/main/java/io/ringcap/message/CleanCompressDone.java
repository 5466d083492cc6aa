package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;

/**
 * Files were compressed into an archive, which is whole and stands under its final name.
 *
 * @param archivePath its absolute path
 * @param compressedFiles the absolute paths of the files it holds, at most 100; more files come in more archives
 * @param compressedBytes the archive's bytes
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
        compressedFiles = FileLists.checked("compressedFiles", compressedFiles);
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
