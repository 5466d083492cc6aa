package io.ringcap.message;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What brings a session its packets. */
public enum SourceKind {
    /** The C shim over libpcap. */
    SHIM,
    /** libpcap through JNA, packet by packet: works without the shim, and is much slower. */
    JNA,
    /** Packets made by Ringcap itself. */
    SYNTHETIC;

    /** {@return the name in messages} */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
