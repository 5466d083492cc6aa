package io.ringcap.internal.pcap;

import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Addresses of a name, asked of the system anew each time: a JVM remembers answers, and may do so for ever. Any thread; takes as long
 * as the system's resolver does.
 */
public final class NameLookup {
    private static final int ENTRY_BYTES = 17;
    private static final int MOST_ADDRESSES = 1_024;
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;

    private NameLookup() {}

    /**
     * The addresses of a name, in the order of the answer.
     *
     * @throws CaptureException START_INVALID_PARAMS when it has none, or nobody can be asked
     */
    public static List<InetAddress> addresses(String name) {
        final byte[] entries = new byte[MOST_ADDRESSES * ENTRY_BYTES];
        final NativeError error = new NativeError();
        final int found = NativeCalls.resolve(NativeSource.utf8(name), entries, error.text());
        if (found <= 0) {
            throw new CaptureException(
                    ErrorCode.START_INVALID_PARAMS,
                    "domain '" + name + "' has no address: "
                            + (found == 0 ? "the answer is empty" : error.message())
                            + "; see whether 'getent ahosts' finds it on this machine");
        }
        final List<InetAddress> addresses = new ArrayList<>(found);
        for (int i = 0; i < found; i++) {
            final int from = i * ENTRY_BYTES + 1;
            final int bytes = entries[from - 1] == 4 ? IPV4_BYTES : IPV6_BYTES;
            addresses.add(address(Arrays.copyOfRange(entries, from, from + bytes)));
        }
        return addresses;
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
        }
    }
}
