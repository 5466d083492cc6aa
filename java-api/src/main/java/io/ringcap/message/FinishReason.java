package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why a capture that did not fail came to its end. */
public enum FinishReason {
    DURATION,
    BYTES,
    PACKETS,
    STOPPED,
    CANCELLED,
    END_OF_FILE,
    /** A newer session on the same target, or a newer version of its operation, took over. */
    SUPERSEDED,
    /** Its owner was silent for too long. */
    IDLE,
    SHUTDOWN;

    /** The name in messages. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
