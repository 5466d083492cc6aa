package io.ringcap.config;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What kind of thing is captured. */
public enum CaptureMode {
    /** One or several interfaces, by name. */
    INTERFACE,
    /** All interfaces at once, through the kernel's {@code any} device. */
    ANY,
    /** All interfaces of a network namespace. */
    NETNS,
    /** A container's, found by its id. */
    CONTAINER,
    /** What processes of a name send and receive. */
    PROCESS,
    /** What one process sends and receives. */
    PID,
    /** What is exchanged with a host, by its name. */
    DOMAIN,
    /** What is exchanged with addresses. */
    ADDRESS,
    /** A pcap or pcapng file. */
    FILE,
    /** Packets made by Ringcap, for tests and measurements. */
    SYNTHETIC;

    /** {@return the name in messages} */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
