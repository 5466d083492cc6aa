package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why a capture that did not fail came to its end. */
public enum FinishReason {
    /** It has captured for as long as it should. */
    DURATION,
    /** It has taken as many bytes as it should. */
    BYTES,
    /** It has taken as many packets as it should. */
    PACKETS,
    /** Somebody stopped it; what had arrived was recorded. */
    STOPPED,
    /** Somebody cancelled it; what was still in the kernel was given up. */
    CANCELLED,
    /** The file it read is at its end. */
    END_OF_FILE,
    /** Another capture of the same owner on the same target took over. */
    SUPERSEDED,
    /** Its owner was not heard of for too long. */
    IDLE,
    /** Its manager was closed. */
    SHUTDOWN;

    /** {@return the name in messages} */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
