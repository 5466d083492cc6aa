package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * One thing that was found out about this machine and this process. Immutable.
 *
 * @param area what it is about, such as {@code libpcap} or {@code disk}
 * @param text what was found
 * @param remedy the one thing to do about it; empty where nothing needs doing
 */
public record Finding(Level level, String area, String text, String remedy) {
    public Finding {
        if (level.compareTo(Level.WARNING) >= 0 && remedy.isBlank()) {
            throw new IllegalArgumentException("a remedy is needed for: " + text);
        }
    }

    /** How much it matters. */
    public enum Level {
        /** As it should be. */
        OK,
        /** Good to know. */
        NOTE,
        /** A capture can start, but not as well as it was asked for. */
        WARNING,
        /** A capture cannot start. */
        ERROR;

        /** {@return the name in JSON} */
        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
