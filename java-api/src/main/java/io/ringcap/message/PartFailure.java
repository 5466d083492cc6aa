package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A part of a session that failed while the rest went on.
 *
 * @param part which one, such as {@code sink journal} or {@code interface eth1}
 * @param error what kind of failure
 * @param errorMsg the cause and what to do about it
 */
public record PartFailure(
        String part, @JsonProperty("error_code") ErrorCode error, String errorMsg) {
    public PartFailure {
        errorMsg = Texts.cut(errorMsg, CaptureFailed.MAX_ERROR_BYTES);
    }
}
