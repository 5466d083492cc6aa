package io.ringcap.config;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Which packets of an interface are wanted. */
public enum Direction {
    /** Packets that come in and that go out. */
    INOUT,
    /** Packets that come in. */
    IN,
    /** Packets that go out. */
    OUT;

    /** {@return the name in messages} */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
