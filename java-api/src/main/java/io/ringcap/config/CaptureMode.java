package io.ringcap.config;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What kind of thing is captured. */
public enum CaptureMode {
    /** One or several interfaces, by name. */
    INTERFACE,
    /** All interfaces at once, through the kernel's {@code any} device. */
    ANY,
    /** A pcap or pcapng file. */
    FILE,
    /** Packets made by Ringcap, for tests and measurements. */
    SYNTHETIC;

    /** The name in messages. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
