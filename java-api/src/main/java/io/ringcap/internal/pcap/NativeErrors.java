package io.ringcap.internal.pcap;

import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import org.jspecify.annotations.Nullable;

/** The codes of the C shim, and the place where a code that nobody expects becomes an exception. */
final class NativeErrors {
    static final int END = -1;
    static final int TRUNCATED = -2;
    static final int INTERFACE_GONE = -3;
    static final int NO_LIBPCAP = -5;
    static final int NO_INTERFACE = -6;
    static final int PERMISSION = -7;
    static final int FILTER = -8;
    static final int ACTIVATE = -9;
    static final int OPEN_FILE = -10;
    static final int FORMAT = -11;
    static final int NETNS = -12;
    static final int NETNS_STUCK = -13;
    static final int INVALID = -15;
    static final int BUFFER_TOO_SMALL = -17;
    static final int NOT_SUPPORTED = -18;
    static final int NO_NAME = -19;

    private NativeErrors() {}

    /** Refuses to go on without the shim and libpcap, and says what to install. */
    static void requireLibpcap() {
        final String cause = NativeLibrary.unavailabilityCause();
        if (cause != null) {
            throw CaptureException.prerequisiteMissing(cause, null);
        }
        final NativeError text = new NativeError();
        if (NativeCalls.loadLibpcap(text.text()) < 0) {
            throw CaptureException.prerequisiteMissing(
                    "libpcap is missing: " + Remedies.installLibpcap() + ". Tried: " + text.message(), null);
        }
    }

    static long check(long result, @Nullable NativeError error, String what) {
        if (result < 0) {
            throw new CaptureException(
                    ErrorCode.START_ENGINE_FAILED,
                    what + ": " + (error == null ? "" : error.message() + " ") + "(code " + result + ")");
        }
        return result;
    }
}
