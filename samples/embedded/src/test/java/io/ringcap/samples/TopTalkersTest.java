package io.ringcap.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.ringcap.packet.PacketView;
import io.ringcap.testing.LiveNetwork;
import io.ringcap.testing.SendOptions;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The sample's table: it counts right, it holds as many addresses as come, and a packet costs no memory. */
final class TopTalkersTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ETHERNET = 1;

    /** More than the table has room for. */
    private static final int ADDRESSES = 100_000;

    @Test
    void shouldShowWhoSendsMost() throws Exception {
        LiveNetwork.assumeLive();
        try (LiveNetwork network = LiveNetwork.withReceiverInOwnNamespace();
                RunningSample sample = RunningSample.start(TopTalkers::main, network.receiver(0), "3")) {
            assertEquals("0 packets, most from []", sample.awaitLine("0 packets"));
            network.sendAndWait(SendOptions.count(2_000));
            final List<String> lines = sample.await();
            assertEquals(3, lines.size(), lines::toString);
            assertTrue(
                    lines.get(2).matches("2000 packets, most from \\[\\d+\\.\\d+\\.\\d+\\.\\d+ 200000]"),
                    lines::toString);
        }
    }

    @Test
    void shouldPutThoseFirstWhoSendMost() {
        final TopTalkers talkers = new TopTalkers();
        for (int i = 0; i < 30; i++) {
            talkers.onPacket(from(i % 3 == 0 ? 7 : 8, 100));
        }
        talkers.onPacket(from(9, 1_514));
        talkers.onPacket(PacketView.of(new byte[60], ETHERNET, 0));
        assertEquals(List.of("10.0.0.8 2000", "10.0.0.9 1514", "10.0.0.7 1000"), talkers.top(5));
        assertEquals(List.of("10.0.0.8 2000"), talkers.top(1));
    }

    @Test
    void shouldCountEachPacketOnceWhenTheTableIsFull() {
        final TopTalkers talkers = new TopTalkers();
        for (int i = 0; i < ADDRESSES; i++) {
            talkers.onPacket(from(i, 60));
        }
        final List<String> all = talkers.top(ADDRESSES);
        assertTrue(all.get(0).startsWith("others "), all.get(0));
        assertTrue(all.size() > 60_000, all.size() + " addresses in 65,536 slots");
        assertEquals(
                ADDRESSES * 60L,
                all.stream()
                        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
                        .sum());
    }

    @Test
    void shouldAllocateNothingForAPacket() {
        final TopTalkers talkers = new TopTalkers();
        final List<PacketView> packets =
                IntStream.range(0, ADDRESSES).mapToObj(i -> from(i, 60)).toList();
        long allocated = allocatedBy(talkers, packets);
        // What happens once (a class is loaded) is warm-up; what happens for packets happens each time.
        for (int again = 0; again < 2 && allocated != 0; again++) {
            allocated = allocatedBy(talkers, packets);
        }
        assertEquals(0, allocated);
    }

    private static long allocatedBy(TopTalkers talkers, List<PacketView> packets) {
        final long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < packets.size(); i++) {
            talkers.onPacket(packets.get(i));
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    /** A UDP datagram from an address in 10.0.0.0/8. */
    private static PacketView from(int host, int length) {
        final ByteBuffer frame = ByteBuffer.allocate(length);
        frame.putShort(12, (short) 0x0800).put(14, (byte) 0x45).putShort(16, (short) (length - 14));
        frame.put(22, (byte) 64).put(23, (byte) 17).putInt(26, 10 << 24 | host).putInt(30, 0xC0000201);
        frame.putShort(34, (short) 1_000).putShort(36, (short) 2_000).putShort(38, (short) (length - 34));
        return PacketView.of(frame.array(), ETHERNET, 0);
    }
}
