package io.ringcap.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses as RFC 5952 writes them. */
class AddressTextTest {
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0000000000000000, ::",
        "0000000000000000, 0000000000000001, ::1",
        "0001000000000000, 0000000000000000, 1::",
        "20010db800000000, 0000000000000001, 2001:db8::1",
        "20010db800000001, 0001000100010001, 2001:db8:0:1:1:1:1:1",
        "20010db800000000, 0001000000000001, 2001:db8::1:0:0:1",
        "2001000000000001, 0000000000000001, 2001:0:0:1::1",
        "0000000100020003, 0004000500060000, 0:1:2:3:4:5:6:0",
        "0000000000020003, 0004000500000000, ::2:3:4:5:0:0",
        "fe80000000000000, abcd00ef10002000, fe80::abcd:ef:1000:2000",
        "ffffffffffffffff, ffffffffffffffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "0000000000000000, 0000ffffc0000201, ::ffff:192.0.2.1",
    })
    void shouldCompressTheLongestRunOfZeros(String high, String low, String expected) {
        assertEquals(expected, text(Long.parseUnsignedLong(high, 16), Long.parseUnsignedLong(low, 16)));
    }

    @Test
    void shouldWriteWhatIsReadAsTheSameAddress() throws Exception {
        final Random random = new Random(1);
        for (int i = 0; i < 5000; i++) {
            long high = random.nextLong();
            long low = random.nextLong();
            for (int group = 0; group < 4; group++) {
                high &= random.nextBoolean() ? ~(0xffffL << (group * 16)) : -1;
                low &= random.nextBoolean() ? ~(0xffffL << (group * 16)) : -1;
            }
            final byte[] bytes =
                    ByteBuffer.allocate(16).putLong(high).putLong(low).array();
            assertEquals(Inet6Address.getByAddress(null, bytes, -1), InetAddress.getByName(text(high, low)));
        }
    }

    private static String text(long high, long low) {
        final StringBuilder text = new StringBuilder();
        AddressText.appendIpv6(text, high, low);
        return text.toString();
    }
}
