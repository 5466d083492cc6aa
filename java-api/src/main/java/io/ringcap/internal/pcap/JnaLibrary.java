package io.ringcap.internal.pcap;

import io.ringcap.message.CaptureException;

/**
 * The gate to everything that needs JNA: passed before the first use, on any thread. It touches no type of JNA itself, so
 * that it can say what is missing where the jar is.
 */
final class JnaLibrary {
    private static final String DEPENDENCY = "net.java.dev.jna:jna:5.19.1";

    private JnaLibrary() {}

    /** Refuses to go on without JNA and libpcap, and says what to add or install. */
    static void require() {
        try {
            JnaPcap.load();
        } catch (UnsatisfiedLinkError e) {
            throw unusable(e);
        } catch (NoClassDefFoundError e) {
            // The JVM says it this way when a class is there, but its initialization has failed before.
            throw String.valueOf(e.getMessage()).startsWith("Could not initialize") ? unusable(e) : missing(e);
        }
    }

    private static CaptureException missing(Throwable cause) {
        return CaptureException.prerequisiteMissing(
                "capture through JNA needs the library " + DEPENDENCY
                        + ", which is not on the class path: add this dependency (" + cause.getMessage() + ")",
                cause);
    }

    private static CaptureException unusable(Throwable cause) {
        return CaptureException.prerequisiteMissing(
                "JNA cannot load its own native library, which it unpacks into a folder where programs may run: name"
                        + " another one with -Djna.tmpdir (" + cause.getMessage() + ")",
                cause);
    }
}
