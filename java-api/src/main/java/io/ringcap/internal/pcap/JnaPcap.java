package io.ringcap.internal.pcap;

import com.sun.jna.FunctionMapper;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.ringcap.message.CaptureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * libpcap's functions as they are, bound by JNA's direct mapping once for the JVM: {@code nextEx} is {@code pcap_next_ex}.
 * A handle belongs to one thread, what takes none may be called by any.
 */
final class JnaPcap {
    static final int ERROR_BREAK = -2;
    static final int ERROR_NO_SUCH_DEVICE = -5;
    static final int ERROR_PERM_DENIED = -8;
    static final int ERROR_PROMISC_PERM_DENIED = -11;
    static final int WARNING_PROMISC_NOTSUP = 2;
    static final int PRECISION_NANO = 1;
    static final int NETMASK_UNKNOWN = -1;
    static final int ERRBUF_BYTES = 256;

    /** The first that is asked of JNA: where JNA itself cannot start, that is not said to be libpcap's fault. */
    static final int POINTER_BYTES = Native.POINTER_SIZE;

    /** Compiling is not safe on two threads at once before libpcap 1.8. */
    static final Object COMPILE_LOCK = new Object();

    /** As the shim has it: when it is set nothing else is tried. */
    private static final String PATH_VARIABLE = "RINGCAP_LIBPCAP";

    private static final List<String> NAMES = List.of("libpcap.so.0.8", "libpcap.so.1", "pcap");
    private static final FunctionMapper C_NAMES = (library, method) ->
            "pcap_" + method.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    private static boolean isLoaded;

    private JnaPcap() {}

    /** Binds the functions; does nothing when they are bound, and tries again after a failure. */
    static synchronized void load() {
        if (isLoaded) {
            return;
        }
        final String explicit = System.getenv(PATH_VARIABLE);
        final List<String> attempts = new ArrayList<>();
        for (String name : explicit == null || explicit.isEmpty() ? NAMES : List.of(explicit)) {
            if (bind(name, attempts)) {
                isLoaded = true;
                return;
            }
        }
        throw CaptureException.prerequisiteMissing(
                "libpcap is missing: " + Remedies.installLibpcap() + ". Tried through JNA: "
                        + String.join("; ", attempts),
                null);
    }

    private static boolean bind(String name, List<String> attempts) {
        try {
            Native.register(
                    JnaPcap.class, NativeLibrary.getInstance(name, Map.of(Library.OPTION_FUNCTION_MAPPER, C_NAMES)));
            return true;
        } catch (UnsatisfiedLinkError e) {
            attempts.add(name + ": " + e.getMessage());
            return false;
        }
    }

    static native Pointer create(byte[] device, byte[] error);

    static native int setSnaplen(Pointer pcap, int bytes);

    static native int setPromisc(Pointer pcap, int wanted);

    static native int setTimeout(Pointer pcap, int milliseconds);

    static native int setBufferSize(Pointer pcap, int bytes);

    static native int setImmediateMode(Pointer pcap, int wanted);

    static native int setTstampPrecision(Pointer pcap, int precision);

    static native int getTstampPrecision(Pointer pcap);

    static native int activate(Pointer pcap);

    static native int setnonblock(Pointer pcap, int wanted, byte[] error);

    static native int setdirection(Pointer pcap, int direction);

    static native int getSelectableFd(Pointer pcap);

    static native int datalink(Pointer pcap);

    static native int snapshot(Pointer pcap);

    static native int nextEx(Pointer pcap, Pointer header, Pointer bytes);

    static native int stats(Pointer pcap, Pointer stats);

    static native String geterr(Pointer pcap);

    static native String statustostr(int status);

    static native void close(Pointer pcap);

    static native Pointer openDead(int linkType, int snaplen);

    static native Pointer openOfflineWithTstampPrecision(byte[] path, int precision, byte[] error);

    static native int compile(Pointer pcap, Pointer program, byte[] filter, int optimize, int netmask);

    static native int setfilter(Pointer pcap, Pointer program);

    static native int offlineFilter(Pointer program, Pointer header, Pointer bytes);

    static native void freecode(Pointer program);

    static native int findalldevs(Pointer devices, byte[] error);

    static native void freealldevs(Pointer devices);
}
