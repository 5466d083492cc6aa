package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.jspecify.annotations.Nullable;

/**
 * Something happened to a session, for those who observe all of them.
 *
 * @param session which session; null for the cleaner's own
 * @param eventType what happened
 * @param message the message it was said with; null when it has none
 */
public record CaptureEvent(
        long tsUsec,
        @JsonUnwrapped @Nullable SessionId session,
        EventType eventType,
        @Nullable Message message) implements Message {

    @Override
    public OpCode opCode() {
        return OpCode.CAPTURE_EVENT;
    }
}
