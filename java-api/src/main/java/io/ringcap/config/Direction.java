package io.ringcap.config;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Which packets of an interface are wanted. */
public enum Direction {
    INOUT,
    IN,
    OUT;

    /** The name in messages. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
