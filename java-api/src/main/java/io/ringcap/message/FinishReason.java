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
    /** Another capture of the same owner on the same target took over. */
    SUPERSEDED,
    /** Its owner was not heard of for too long. */
    IDLE,
    SHUTDOWN;

    /** The name in messages. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
