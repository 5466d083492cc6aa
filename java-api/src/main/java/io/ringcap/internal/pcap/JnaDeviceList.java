package io.ringcap.internal.pcap;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import io.ringcap.config.CaptureDevice;
import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Walks the list of interfaces that libpcap allocates. Any thread, behind {@link JnaLibrary#require}. */
final class JnaDeviceList {
    private static final int POINTER = JnaPcap.POINTER_BYTES;

    // struct pcap_if: next, name, description, addresses, flags.
    private static final int NAME_OFFSET = POINTER;
    private static final int DESCRIPTION_OFFSET = 2 * POINTER;
    private static final int ADDRESSES_OFFSET = 3 * POINTER;
    private static final int FLAGS_OFFSET = 4 * POINTER;

    private static final int FAMILY_IPV4 = 2;
    private static final int FAMILY_IPV6 = Platform.isLinux() ? 10 : Platform.isMac() ? 30 : 28;
    private static final int IPV4_OFFSET = 4;
    private static final int IPV6_OFFSET = 8;
    private static final int ADDRESS_TEXT_BYTES = 64;

    private JnaDeviceList() {}

    static List<CaptureDevice> read() {
        final Memory first = new Memory(POINTER);
        first.clear();
        final byte[] error = new byte[JnaPcap.ERRBUF_BYTES];
        if (JnaPcap.findalldevs(first, error) != 0) {
            throw new CaptureException(
                    ErrorCode.START_ENGINE_FAILED, "cannot list the interfaces: " + Native.toString(error));
        }
        final Pointer list = first.getPointer(0);
        try {
            final List<CaptureDevice> devices = new ArrayList<>();
            for (Pointer device = list; device != null; device = device.getPointer(0)) {
                devices.add(read(device));
            }
            return devices;
        } finally {
            if (list != null) {
                JnaPcap.freealldevs(list);
            }
        }
    }

    private static CaptureDevice read(Pointer device) {
        final int flags = device.getInt(FLAGS_OFFSET);
        return new CaptureDevice(
                text(device.getPointer(NAME_OFFSET)),
                text(device.getPointer(DESCRIPTION_OFFSET)),
                (flags & NativeDevices.FLAG_UP) != 0,
                (flags & NativeDevices.FLAG_RUNNING) != 0,
                (flags & NativeDevices.FLAG_LOOPBACK) != 0,
                addresses(device.getPointer(ADDRESSES_OFFSET)));
    }

    private static String text(@Nullable Pointer text) {
        return text == null ? "" : text.getString(0, StandardCharsets.UTF_8.name());
    }

    /** {@code struct pcap_addr}: next, address, and others. */
    private static List<String> addresses(@Nullable Pointer first) {
        final List<String> addresses = new ArrayList<>();
        for (Pointer entry = first; entry != null; entry = entry.getPointer(0)) {
            final Pointer address = entry.getPointer(POINTER);
            if (address != null) {
                add(addresses, address);
            }
        }
        return addresses;
    }

    private static void add(List<String> addresses, Pointer address) {
        // Elsewhere than on Linux the family is one byte, behind one for the length.
        final int family = Platform.isLinux() ? address.getShort(0) : address.getByte(1);
        if (family != FAMILY_IPV4 && family != FAMILY_IPV6) {
            return;
        }
        final byte[] text = new byte[ADDRESS_TEXT_BYTES];
        if (JnaLibc.inetNtop(
                        family, address.share(family == FAMILY_IPV4 ? IPV4_OFFSET : IPV6_OFFSET), text, text.length)
                != null) {
            addresses.add(Native.toString(text));
        }
    }
}
