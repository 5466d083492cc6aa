package io.ringcap.internal.follow;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Some addresses, to be asked for each packet without an allocation: few, so they are looked through. Immutable. */
final class AddressSet {
    static final AddressSet NONE = new AddressSet(List.of());

    private static final int IPV4_BYTES = 4;
    private static final long IPV4_MAPPED = 0xffffL << Integer.SIZE;
    private static final char ZONE = '%';

    private final long[] halves;

    private AddressSet(List<long[]> addresses) {
        halves = new long[addresses.size() * 2];
        for (int i = 0; i < addresses.size(); i++) {
            halves[2 * i] = addresses.get(i)[0];
            halves[2 * i + 1] = addresses.get(i)[1];
        }
    }

    /** From their texts; one that is no address is left out. */
    static AddressSet of(Collection<String> texts) {
        final List<long[]> addresses = new ArrayList<>();
        for (String text : texts) {
            final int zone = text.indexOf(ZONE);
            final String address = zone < 0 ? text : text.substring(0, zone);
            if (isLiteral(address)) {
                try {
                    addresses.add(halves(InetAddress.getByName(address).getAddress()));
                } catch (UnknownHostException e) {
                    // Not an address after all; names are not asked for, since none holds only these characters.
                }
            }
        }
        return new AddressSet(addresses);
    }

    private static boolean isLiteral(String text) {
        return !text.isEmpty()
                && text.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == '.' || c == ':')
                && (text.indexOf(':') >= 0 || text.indexOf('.') > 0);
    }

    private static long[] halves(byte[] address) {
        final ByteBuffer bytes = ByteBuffer.wrap(address);
        return address.length == IPV4_BYTES
                ? new long[] {0, IPV4_MAPPED | Integer.toUnsignedLong(bytes.getInt())}
                : new long[] {bytes.getLong(), bytes.getLong()};
    }

    boolean contains(long high, long low) {
        for (int i = 0; i < halves.length; i += 2) {
            if (halves[i + 1] == low && halves[i] == high) {
                return true;
            }
        }
        return false;
    }
}
