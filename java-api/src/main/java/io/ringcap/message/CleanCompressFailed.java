package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;

/**
 * Files could not be compressed; they stay as they are.
 *
 * @param error what kind of failure
 * @param errorMsg the cause and what to do about it
 * @param failedFiles the absolute paths of the files, at most 100; more files come in more messages
 */
public record CleanCompressFailed(
        long tsUsec,
        @JsonUnwrapped SessionId session,
        @JsonProperty("error_code") ErrorCode error,
        String errorMsg,
        List<String> failedFiles)
        implements CleanerReport {

    public CleanCompressFailed {
        errorMsg = Texts.cut(errorMsg, CaptureFailed.MAX_ERROR_BYTES);
        failedFiles = FileLists.checked("failedFiles", failedFiles);
    }

    @Override
    public OpCode opCode() {
        return OpCode.CLEAN_COMPRESS_FAILED;
    }

    @Override
    public void accept(Visitor visitor) {
        visitor.onCompressFailed(this);
    }
}
