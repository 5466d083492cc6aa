package io.ringcap.packet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** A packet that a test makes for its handler reads as one of a capture does. */
class ArrayPacketTest {
    private static final byte[] BYTES = {(byte) 0x80, 1, 2, 3, 4, 5, 6, 7, 8};

    private final PacketView packet = PacketView.of(BYTES, 113, 5_000_000_007L);

    @Test
    void shouldShowItsBytesInNetworkOrder() {
        assertEquals((byte) 0x80, packet.getByte(0));
        assertEquals(0x80, packet.getUnsignedByte(0));
        assertEquals(0x8001, packet.getUnsignedShort(0));
        assertEquals(0x05060708, packet.getInt(5));
        assertEquals(0x0102030405060708L, packet.getLong(1));
        assertArrayEquals(BYTES, packet.toBytes());

        final byte[] part = new byte[4];
        packet.copyTo(7, part, 1, 2);
        assertArrayEquals(new byte[] {0, 7, 8, 0}, part);
        final ByteBuffer small = ByteBuffer.allocate(5).position(2);
        assertEquals(3, packet.copyTo(small));
        assertArrayEquals(new byte[] {0, 0, (byte) 0x80, 1, 2}, small.array());
        assertEquals(5, small.position());
    }

    @Test
    void shouldSayWhatItWasMadeWith() {
        assertEquals(5_000_000_007L, packet.timestampNs());
        assertEquals(113, packet.linkType());
        assertEquals(9, packet.capturedLength());
        assertEquals(9, packet.originalLength());
        assertEquals(0, packet.interfaceIndex());
    }

    @Test
    void shouldSayHowLongItWasBeforeItWasCut() {
        final PacketView cut = PacketView.of(BYTES, 1, 0, 1_514);
        assertEquals(9, cut.capturedLength());
        assertEquals(1_514, cut.originalLength());
        final String line = new PacketText(ZoneOffset.UTC)
                .appendTo(new StringBuilder(), cut)
                .toString();
        assertTrue(line.endsWith("length 1514 (9 captured)"), line);
    }

    @Test
    void shouldRefuseWhatLiesOutside() {
        assertThrows(IndexOutOfBoundsException.class, () -> packet.getByte(9));
        assertThrows(IndexOutOfBoundsException.class, () -> packet.getByte(-1));
        assertThrows(IndexOutOfBoundsException.class, () -> packet.getUnsignedShort(8));
        assertThrows(IndexOutOfBoundsException.class, () -> packet.getInt(6));
        assertThrows(IndexOutOfBoundsException.class, () -> packet.getLong(2));
        assertThrows(IndexOutOfBoundsException.class, () -> packet.copyTo(8, new byte[9], 0, 2));
    }

    @Test
    void shouldNotChangeWithTheArrayItWasMadeFrom() {
        final byte[] array = BYTES.clone();
        final PacketView kept = PacketView.of(array, 1, 0);
        array[0] = 0;
        assertEquals((byte) 0x80, kept.getByte(0));
    }

    @Test
    void shouldShowAnAddressThatWasKeptAsNumbers() {
        assertEquals("192.0.2.1", PacketHeaders.addressText(0, 0x0000ffff_c0000201L));
        assertEquals("2001:db8::1", PacketHeaders.addressText(0x20010db800000000L, 1));
    }
}
