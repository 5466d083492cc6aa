package io.ringcap.internal.pcap;

import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;

/** What the kernel knows about the calling thread: its name, its priority, and the processor it is pinned to. */
public final class NativeThread {
    private static final int NO_CPU = -1;

    private NativeThread() {}

    /**
     * Names the calling thread, and lets it wait for all others from now on: captures come first. Without the shim it stays as it
     * is.
     */
    public static void background(String name) {
        if (NativeLibrary.unavailabilityCause() == null) {
            NativeCalls.threadName(NativeSource.utf8(name));
            NativeCalls.threadBackground();
        }
    }

    /**
     * Names the calling thread and pins it.
     *
     * @param name shown by tools such as top; the kernel keeps 15 bytes. Without the shim Java's own name stays
     * @param cpu the processor to stay on, -1 for any
     */
    public static void prepare(String name, int cpu) {
        final String cause = NativeLibrary.unavailabilityCause();
        if (cause == null) {
            NativeCalls.threadName(NativeSource.utf8(name));
        }
        if (cpu == NO_CPU) {
            return;
        }
        final int result = cause == null ? NativeCalls.threadPin(cpu) : 0;
        if (cause != null || result < 0) {
            throw new CaptureException(
                    ErrorCode.START_INVALID_PARAMS,
                    "worker cpu " + cpu + " cannot be used: "
                            + (cause == null ? "this process may not run on it (code " + result + ")" : cause));
        }
    }
}
