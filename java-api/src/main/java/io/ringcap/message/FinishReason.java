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
    SHUTDOWN;

    /** The name in messages. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
