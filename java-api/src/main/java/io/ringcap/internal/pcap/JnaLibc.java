package io.ringcap.internal.pcap;

import com.sun.jna.FunctionMapper;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The two functions of the C library that the JNA source needs. Any thread. */
final class JnaLibc {
    static {
        final FunctionMapper names = (library, method) ->
                method.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
        Native.register(
                JnaLibc.class,
                NativeLibrary.getInstance(Platform.C_LIBRARY_NAME, Map.of(Library.OPTION_FUNCTION_MAPPER, names)));
    }

    private JnaLibc() {}

    static native int poll(Pointer descriptors, NativeLong count, int timeoutMs);

    static native @Nullable Pointer inetNtop(int family, Pointer address, byte[] text, int bytes);
}
