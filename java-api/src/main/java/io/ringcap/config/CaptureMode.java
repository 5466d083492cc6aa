package io.ringcap.config;

/** What kind of thing is captured. */
public enum CaptureMode {
    /** One or several interfaces, by name. */
    INTERFACE,
    /** All interfaces at once, through the kernel's {@code any} device. */
    ANY,
    /** A pcap or pcapng file. */
    FILE,
    /** Packets made by Ringcap, for tests and measurements. */
    SYNTHETIC
}
