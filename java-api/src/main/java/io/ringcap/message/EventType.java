package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What an observer is told. */
public enum EventType {
    STARTED,
    PROGRESS,
    FILE_READY,
    FINISHED,
    FAILED,
    HEARTBEAT,
    /** A running session goes on with a new configuration. */
    CONFIG_REFRESHED,
    /** A running session keeps its configuration, because the new one cannot be applied. */
    CONFIG_REFUSED,
    PAUSED,
    RESUMED,
    /** A session whose worker died captures again, under the same id. */
    RESTARTED,
    /** Something the cleaner reports. */
    CLEAN;

    /** The name in messages. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
