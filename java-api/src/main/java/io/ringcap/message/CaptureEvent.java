package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.jspecify.annotations.Nullable;

/**
 * Something happened in one of the manager's sessions, told to those who watch all of them.
 *
 * @param session the session it is about; null when it is about none
 * @param message the message it reports; null when there is none, as for a pause
 */
public record CaptureEvent(
        long tsUsec,
        @JsonUnwrapped @Nullable SessionId session,
        EventType eventType,
        @Nullable Message message) implements Message {

    public CaptureEvent {
        if (message instanceof CaptureEvent) {
            throw new IllegalArgumentException("an event reports a message of another kind, not an event");
        }
    }

    @Override
    public OpCode opCode() {
        return OpCode.CAPTURE_EVENT;
    }
}
