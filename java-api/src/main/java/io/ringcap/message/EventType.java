package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What happened to a session. */
public enum EventType {
    STARTED,
    PROGRESS,
    FILE_READY,
    FINISHED,
    FAILED,
    HEARTBEAT,
    CONFIG_REFRESHED,
    CONFIG_REFUSED,
    PAUSED,
    RESUMED,
    RESTARTED,
    CLEAN;

    /** The name in messages. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
