package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What an observer is told. */
public enum EventType {
    /** A session captures. */
    STARTED,
    /** A session goes on; its counters. */
    PROGRESS,
    /** Files of a session are whole. */
    FILE_READY,
    /** A session has ended as it should. */
    FINISHED,
    /** A session could not start, or broke off. */
    FAILED,
    /** A worker gives a sign of life. */
    HEARTBEAT,
    /** A running session goes on with a new configuration. */
    CONFIG_REFRESHED,
    /** A running session keeps its configuration, because the new one cannot be applied. */
    CONFIG_REFUSED,
    /** A session is held; what arrives is counted, not recorded. */
    PAUSED,
    /** A held session goes on. */
    RESUMED,
    /** A session whose worker died captures again, under the same id. */
    RESTARTED,
    /** Something the cleaner reports. */
    CLEAN;

    /** {@return the name in messages} */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
