package io.ringcap.bench.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.packet.PacketBlock;
import io.ringcap.packet.PacketCursor;
import org.junit.jupiter.api.Test;

/** What is not like a block of the shim's would be measured for nothing. */
class SampleBlockTest {
    @Test
    void shouldBeABlockOfSoManyPackets() {
        final PacketBlock block =
                SampleBlock.ofPackets(SamplePackets.MIXED, 512).next();

        assertTrue(block.isWellFormed());
        assertEquals(512, block.packets());
        assertEquals(512, walk(block));
        assertEquals(1_700_000_000_000_000_000L, block.firstTimestampNs());
        assertEquals(block.firstTimestampNs() + 511 * 1000, block.lastTimestampNs());
    }

    @Test
    void shouldBeAsLargeAsWasAskedFor() {
        final PacketBlock block =
                SampleBlock.ofBytes(SamplePackets.SMALL, 65_536).next();

        assertTrue(block.isWellFormed());
        assertEquals(walk(block), block.packets());
        assertTrue(block.bodyBytes() <= 65_536 - 64, "body of " + block.bodyBytes());
        assertTrue(
                block.bodyBytes() > 65_536 - 64 - SamplePackets.LARGEST_RECORD_BYTES, "body of " + block.bodyBytes());
    }

    @Test
    void shouldNumberItsBlocksAndPackets() {
        final SampleBlock sample = SampleBlock.ofPackets(SamplePackets.SMALL, 10);
        sample.next();
        sample.next();

        final PacketBlock third = sample.next();

        assertEquals(2, third.sequence());
        assertEquals(20, third.packetsBefore());
        assertEquals(third.bodyBytes(), sample.records().limit());
    }

    private static int walk(PacketBlock block) {
        final PacketCursor cursor = new PacketCursor().wrap(block);
        int packets = 0;
        long last = 0;
        while (cursor.next()) {
            assertTrue(cursor.timestampNs() > last);
            assertEquals(0x0800, cursor.getUnsignedShort(12));
            assertEquals(cursor.originalLength(), cursor.capturedLength());
            last = cursor.timestampNs();
            packets++;
        }
        return packets;
    }
}
