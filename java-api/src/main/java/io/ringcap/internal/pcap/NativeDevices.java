package io.ringcap.internal.pcap;

import io.ringcap.config.CaptureDevice;
import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The list of interfaces as libpcap gives it, through the shim. */
final class NativeDevices {
    private static final int FIRST_BYTES = 16 << 10;
    private static final int MOST_BYTES = 16 << 20;

    // PCAP_IF_* of libpcap.
    static final int FLAG_LOOPBACK = 1;
    static final int FLAG_UP = 2;
    static final int FLAG_RUNNING = 4;

    private NativeDevices() {}

    static List<CaptureDevice> list(@Nullable Path netns) {
        NativeErrors.requireLibpcap();
        final NativeError error = new NativeError();
        for (int size = FIRST_BYTES; size <= MOST_BYTES; size *= 4) {
            final byte[] text = new byte[size];
            final int used = NativeCalls.listDevices(
                    netns == null ? null : NativeSource.utf8(netns.toString()), text, error.text());
            if (used >= 0) {
                return parse(new String(text, 0, used, StandardCharsets.UTF_8));
            }
            if (used == NativeErrors.NETNS) {
                throw OpenErrors.badNetns(error.message(), netns);
            }
            if (used != NativeErrors.BUFFER_TOO_SMALL) {
                throw new CaptureException(
                        ErrorCode.START_ENGINE_FAILED,
                        "cannot list the interfaces: " + error.message() + " (code " + used + ")");
            }
        }
        throw new CaptureException(
                ErrorCode.START_ENGINE_FAILED,
                "cannot list the interfaces: the list is longer than " + MOST_BYTES + " bytes");
    }

    /** Four texts a device, each ended by NUL; an empty name ends the list. */
    static List<CaptureDevice> parse(String text) {
        final String[] parts = text.split("\0", -1);
        final List<CaptureDevice> devices = new ArrayList<>();
        for (int i = 0; i + 3 < parts.length && !parts[i].isEmpty(); i += 4) {
            final int flags = Integer.parseInt(parts[i + 2]);
            devices.add(new CaptureDevice(
                    parts[i],
                    parts[i + 1],
                    (flags & FLAG_UP) != 0,
                    (flags & FLAG_RUNNING) != 0,
                    (flags & FLAG_LOOPBACK) != 0,
                    parts[i + 3].isEmpty() ? List.of() : List.of(parts[i + 3].split(","))));
        }
        return devices;
    }
}
