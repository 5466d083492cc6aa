package io.ringcap.config;

/** Which engine reads packets from interfaces and files. */
public enum SourceChoice {
    /** The C shim; where it cannot be loaded, JNA, and the status says so. */
    AUTO,
    /** The C shim or nothing. */
    SHIM,
    /** libpcap through JNA: portable, and much slower. */
    JNA
}
