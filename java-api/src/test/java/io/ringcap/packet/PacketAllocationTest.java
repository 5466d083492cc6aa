package io.ringcap.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.sun.management.ThreadMXBean;
import io.ringcap.sink.TestBlocks;
import java.lang.management.ManagementFactory;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

/** Reading headers and making lines allocates nothing for a packet. */
class PacketAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 200;

    @Test
    void shouldAllocateNothingForAPacket() {
        final TestBlocks blocks = new TestBlocks();
        blocks.begin(0, Frames.ETHERNET);
        final PacketTags tags = new PacketTags();
        tags.begin(new PacketProcess[] {new PacketProcess(1234, "nginx")}, BlockLayout.MIN_BLOCK_BYTES);
        new SamplePackets(2)
                .ofEachLinkType(200).stream()
                        .filter(sample -> sample.linkType() == Frames.ETHERNET)
                        .forEach(sample -> blocks.packet(TestBlocks.SOME_TIME_NS, sample.bytes()));
        blocks.packet(TestBlocks.SOME_TIME_NS, Frames.ethernet(0x88cc, Frames.zeros(40)));
        blocks.packet(TestBlocks.SOME_TIME_NS, Frames.zeros(3));
        tags.put(0, 1);
        final PacketBlock block = new PacketBlock().wrap(blocks.block().memory(), tags);
        final PacketCursor cursor = new PacketCursor();
        final PacketHeaders headers = new PacketHeaders();
        final PacketText text = new PacketText(ZoneId.of("Europe/Berlin"));
        final StringBuilder line = new StringBuilder(512);
        final byte[] address = new byte[16];
        // What happens once in a thread's life is warm-up, whenever it comes; what happens for each packet shows each
        // time.
        long allocated = -1;
        for (int attempt = 0; attempt < 5 && allocated != 0; attempt++) {
            final long before = THREADS.getCurrentThreadAllocatedBytes();
            long seen = 0;
            for (int round = 0; round < ROUNDS; round++) {
                cursor.wrap(block);
                while (cursor.next()) {
                    seen += headers.wrap(cursor).copySource(address) + headers.sourceLow();
                    line.setLength(0);
                    headers.appendDestination(line);
                    seen += text.appendTo(line, cursor, "eth0").length();
                }
            }
            allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            assertNotEquals(0, seen);
        }
        assertEquals(0, allocated);
    }
}
