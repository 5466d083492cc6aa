package io.ringcap.internal.pcap;

import static io.ringcap.packet.BlockLayout.BODY_BYTES_OFFSET;
import static io.ringcap.packet.BlockLayout.CONFIG_VERSION_OFFSET;
import static io.ringcap.packet.BlockLayout.DROPPED_OFFSET;
import static io.ringcap.packet.BlockLayout.FIRST_TS_OFFSET;
import static io.ringcap.packet.BlockLayout.FLAGS_OFFSET;
import static io.ringcap.packet.BlockLayout.HEADER_BYTES;
import static io.ringcap.packet.BlockLayout.INTERFACE_OFFSET;
import static io.ringcap.packet.BlockLayout.LAST_TS_OFFSET;
import static io.ringcap.packet.BlockLayout.LINK_TYPE_OFFSET;
import static io.ringcap.packet.BlockLayout.MAGIC_OFFSET;
import static io.ringcap.packet.BlockLayout.MAX_SNAPLEN;
import static io.ringcap.packet.BlockLayout.PACKETS_BEFORE_OFFSET;
import static io.ringcap.packet.BlockLayout.PACKETS_OFFSET;
import static io.ringcap.packet.BlockLayout.RECORD_HEADER_BYTES;
import static io.ringcap.packet.BlockLayout.SEQUENCE_OFFSET;
import static io.ringcap.packet.BlockLayout.VERSION_OFFSET;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Loads the C shim, once for the JVM: from the path in {@value #PATH_PROPERTY}, else from {@code java.library.path}, else
 * from the jar. Why each attempt failed is kept for the one message that an embedder sees.
 */
public final class NativeLibrary {
    /** The shim's file, when it is not to be taken from the jar; nothing else is tried then. */
    public static final String PATH_PROPERTY = "ringcap.native.path";

    /** Where the shim from the jar is extracted to; default is the folder for temporary files. */
    public static final String WORKDIR_PROPERTY = "ringcap.native.workdir";

    private static final int ABI_VERSION = 3;
    private static final String NAME = "ringcap";
    private static final int[] LAYOUT = {
        HEADER_BYTES,
        RECORD_HEADER_BYTES,
        MAX_SNAPLEN,
        MAGIC_OFFSET,
        VERSION_OFFSET,
        FLAGS_OFFSET,
        BODY_BYTES_OFFSET,
        PACKETS_OFFSET,
        SEQUENCE_OFFSET,
        FIRST_TS_OFFSET,
        LAST_TS_OFFSET,
        PACKETS_BEFORE_OFFSET,
        DROPPED_OFFSET,
        INTERFACE_OFFSET,
        LINK_TYPE_OFFSET,
        CONFIG_VERSION_OFFSET
    };

    private NativeLibrary() {}

    /** Whether the shim is loaded and fits this jar. */
    public static boolean isAvailable() {
        return Holder.CAUSE == null;
    }

    /** Why the shim is not available, with every attempt and the remedy; null when it is. */
    public static @Nullable String unavailabilityCause() {
        return Holder.CAUSE;
    }

    /** The folder in the jar that holds the shim for this machine. */
    static String platform() {
        final String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        final String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        return (os.startsWith("linux") ? "linux" : os.replace(' ', '_')) + "-"
                + (arch.equals("amd64") ? "x86_64" : arch);
    }

    private static @Nullable String load() {
        final List<String> attempts = new ArrayList<>();
        final String explicit = System.getProperty(PATH_PROPERTY);
        final boolean isLoaded = explicit != null
                ? loadFile(Path.of(explicit).toAbsolutePath(), "-D" + PATH_PROPERTY, attempts)
                : loadFromLibraryPath(attempts) || loadFromJar(attempts);
        if (!isLoaded) {
            return "the native library of Ringcap could not be loaded on " + platform() + ": "
                    + String.join("; ", attempts);
        }
        return mismatch();
    }

    private static boolean loadFromLibraryPath(List<String> attempts) {
        try {
            System.loadLibrary(NAME);
            return true;
        } catch (LinkageError | SecurityException e) {
            attempts.add("java.library.path: " + e.getMessage());
            return false;
        }
    }

    private static boolean loadFromJar(List<String> attempts) {
        try {
            return loadFile(NativeExtractor.extract(platform(), System.mapLibraryName(NAME)), "the jar", attempts);
        } catch (IOException e) {
            attempts.add("the jar: " + e.getMessage());
            return false;
        }
    }

    private static boolean loadFile(Path file, String origin, List<String> attempts) {
        try {
            System.load(file.toString());
            return true;
        } catch (LinkageError | SecurityException e) {
            // Also a library of a version with other calls than these.
            final String text = String.valueOf(e.getMessage());
            final boolean isNoexec = text.contains("failed to map segment") || text.contains("Operation not permitted");
            attempts.add(origin + ": " + text
                    + (isNoexec
                            ? " (the folder may be mounted noexec: name another one with -D" + WORKDIR_PROPERTY + ")"
                            : ""));
            return false;
        }
    }

    /** C and Java must agree on the calls and on the layout of a block, or memory is corrupted. */
    private static @Nullable String mismatch() {
        final int abi = NativeCalls.abiVersion();
        if (abi != ABI_VERSION) {
            return "the native library has ABI version " + abi + ", this jar needs " + ABI_VERSION
                    + ": use ringcap and ringcap-native of the same version";
        }
        final int[] layout = NativeCalls.layout();
        if (!Arrays.equals(layout, LAYOUT)) {
            return "the native library lays out blocks as " + Arrays.toString(layout) + ", this jar as "
                    + Arrays.toString(LAYOUT) + ": use ringcap and ringcap-native of the same version";
        }
        return null;
    }

    private static final class Holder {
        private static final @Nullable String CAUSE = load();
    }
}
