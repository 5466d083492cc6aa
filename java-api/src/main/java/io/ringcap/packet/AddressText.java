package io.ringcap.packet;

/** Writes addresses as text and as bytes without allocating. */
final class AddressText {
    private static final String DIGITS = "0123456789abcdef";
    private static final int GROUPS = 8;
    private static final int MAC_BITS = 48;
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;

    private AddressText() {}

    /** Appends an address of IPv6, or of anything else in four bytes. */
    static StringBuilder append(StringBuilder into, int version, long high, long low) {
        if (version == 6) {
            appendIpv6(into, high, low);
        } else {
            appendIpv4(into, (int) low);
        }
        return into;
    }

    /** Copies such an address and returns how many bytes it has. */
    static int copy(byte[] into, int version, long high, long low) {
        final int bytes = version == 6 ? IPV6_BYTES : IPV4_BYTES;
        for (int i = 0; i < bytes; i++) {
            final int fromEnd = bytes - 1 - i;
            final long half = fromEnd < Long.BYTES ? low : high;
            into[i] = (byte) (half >>> (fromEnd % Long.BYTES * Byte.SIZE));
        }
        return bytes;
    }

    static void appendIpv4(StringBuilder into, int address) {
        into.append(address >>> 24).append('.');
        into.append(address >>> 16 & 0xff).append('.');
        into.append(address >>> 8 & 0xff).append('.');
        into.append(address & 0xff);
    }

    /** As RFC 5952 says: the longest run of zero groups becomes two colons, the first of equally long ones. */
    static void appendIpv6(StringBuilder into, long high, long low) {
        if (high == 0 && low >>> Integer.SIZE == 0xffff) {
            into.append("::ffff:");
            appendIpv4(into, (int) low);
            return;
        }
        int zerosAt = GROUPS;
        int zeros = 1;
        for (int at = 0, run = 0; at < GROUPS; at++) {
            run = group(high, low, at) == 0 ? run + 1 : 0;
            if (run > zeros) {
                zeros = run;
                zerosAt = at + 1 - run;
            }
        }
        for (int at = 0; at < GROUPS; at++) {
            if (at == zerosAt) {
                into.append("::");
                at += zeros - 1;
            } else {
                if (at != 0 && at != zerosAt + zeros) {
                    into.append(':');
                }
                appendHex(into, group(high, low, at), 1);
            }
        }
    }

    private static int group(long high, long low, int index) {
        final long half = index < GROUPS / 2 ? high : low;
        return (int) (half >>> ((GROUPS / 2 - 1 - index % (GROUPS / 2)) * Short.SIZE)) & 0xffff;
    }

    static void appendMac(StringBuilder into, long mac) {
        for (int shift = MAC_BITS - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            appendHex(into, (int) (mac >>> shift) & 0xff, 2);
            if (shift > 0) {
                into.append(':');
            }
        }
    }

    /** Writes a number with at least so many digits. */
    static void appendHex(StringBuilder into, int number, int leastDigits) {
        int digits = leastDigits;
        while (digits < GROUPS && number >>> (digits * 4) != 0) {
            digits++;
        }
        for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
            into.append(DIGITS.charAt(number >>> shift & 0xf));
        }
    }
}
