package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * The session could not start, or broke off. It is the session's last message; files that could be saved were announced
 * before.
 *
 * @param error what kind of failure
 * @param errorMsg the cause and what to do about it
 * @param prerequisiteMissing whether it would work after something is installed, allowed or switched on
 * @param lastStats the counters as they stood
 */
public record CaptureFailed(
        long tsUsec,
        SessionId session,
        @JsonProperty("error_code") ErrorCode error,
        String errorMsg,
        boolean prerequisiteMissing,
        CaptureStats lastStats,
        long failedTsUsec)
        implements CaptureMessage {

    /** Error texts in messages are cut at this many bytes of UTF-8. */
    public static final int MAX_ERROR_BYTES = 1024;

    public CaptureFailed {
        errorMsg = Texts.cut(errorMsg, MAX_ERROR_BYTES);
    }

    /**
     * {@return the failure as an exception}
     *
     * @param cause what was thrown first, or null
     */
    public CaptureException toException(@Nullable Throwable cause) {
        return new CaptureException(error, errorMsg, prerequisiteMissing, cause);
    }

    @Override
    public OpCode opCode() {
        return OpCode.CAPTURE_FAILED;
    }

    @Override
    public void accept(Visitor visitor) {
        visitor.onFailed(this);
    }
}
