package io.ringcap.internal.pcap;

import io.ringcap.message.CaptureException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What can be asked of the kernel and of libpcap without opening anything. Any thread. */
public final class HostQueries {
    public static final int GRO = 1;
    public static final int LRO = 2;
    public static final int TSO = 4;
    public static final int GSO = 8;

    private HostQueries() {}

    /**
     * The version that libpcap itself tells.
     *
     * @throws CaptureException if it or the shim is missing, with what to install
     */
    public static String libpcapVersion() {
        NativeErrors.requireLibpcap();
        final NativeError text = new NativeError();
        NativeCalls.loadLibpcap(text.text());
        return text.message();
    }

    /** Why packets cannot be read through JNA; null when they can. */
    public static @Nullable String jnaObstacle() {
        try {
            JnaLibrary.require();
            return null;
        } catch (CaptureException e) {
            return e.getMessage();
        }
    }

    /** What an interface does to frames, as a sum of the constants of this class; 0 too where it cannot be asked. */
    public static int offloads(@Nullable Path netns, String device) {
        return NativeLibrary.isAvailable()
                ? Math.max(
                        0,
                        NativeCalls.offloads(
                                netns == null ? null : NativeSource.utf8(netns.toString()),
                                NativeSource.utf8(device),
                                null))
                : 0;
    }
}
