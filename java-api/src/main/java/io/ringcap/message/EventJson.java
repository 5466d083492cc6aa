package io.ringcap.message;

import org.jspecify.annotations.Nullable;

/** The form in which an event is read: its session is there as a whole or not at all, which unwrapping cannot say. */
record EventJson(
        long tsUsec,
        @Nullable Long captureId,
        @Nullable String key,
        @Nullable String sessionId,
        EventType eventType,
        @Nullable Message message) {

    CaptureEvent toEvent() throws MessageFormatException {
        return new CaptureEvent(tsUsec, session(), eventType, message);
    }

    private @Nullable SessionId session() throws MessageFormatException {
        if (captureId == null && key == null && sessionId == null) {
            return null;
        }
        return new SessionId(
                required(captureId, "capture_id"), required(key, "key"), required(sessionId, "session_id"));
    }

    private static <T> T required(@Nullable T value, String field) throws MessageFormatException {
        if (value == null) {
            throw MessageFormatException.missing(OpCode.CAPTURE_EVENT, field);
        }
        return value;
    }
}
