package io.ringcap.internal.follow;

import static io.ringcap.packet.BlockLayout.HEADER_BYTES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.internal.pcap.BlockMemory;
import io.ringcap.internal.pcap.Slab;
import io.ringcap.packet.BlockLayout;
import io.ringcap.packet.PacketBlock;
import io.ringcap.packet.PacketCursor;
import io.ringcap.packet.PacketProcess;
import io.ringcap.sink.TestBlocks;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Judges packets that were built here, byte by byte, against sockets that are made up. */
class PacketTaggerTest {
    private static final int ETHERNET = 1;
    private static final int COOKED = 113;
    private static final int COOKED_2 = 276;
    private static final int RAW = 101;
    private static final long OURS = 0xffff_0a00_0001L;
    private static final long PEER = 0xffff_0a00_0002L;
    private static final long LOCALHOST = 0xffff_7f00_0001L;
    private static final PacketProcess FIRST = new PacketProcess(10, "first");
    private static final PacketProcess SECOND = new PacketProcess(20, "second");
    private static final int TCP = 6;
    private static final int UDP = 17;

    private final Slab slab = Slab.map(1, BlockLayout.MIN_BLOCK_BYTES);
    private final BlockMemory memory = slab.block(0);
    private final TestBlocks blocks = new TestBlocks();
    private final FlowTable.Builder sockets = new FlowTable.Builder(8192);
    private int packets;

    @AfterEach
    void giveBack() {
        slab.close();
    }

    @Test
    void shouldKnowConnectionsInBothDirectionsInEveryKindOfFrame() {
        sockets.add(new SocketKey(TCP, 0, OURS, 4000, 0, PEER, 80), 1);
        final FlowTable table = table();
        for (int linkType : List.of(ETHERNET, COOKED, COOKED_2, RAW)) {
            blocks.begin(0, linkType);
            add(frame(linkType, 0, ipv4(TCP, OURS, PEER, 4000, 80, 0, 1)));
            add(frame(linkType, 0, ipv4(TCP, PEER, OURS, 80, 4000, 0, 2)));
            add(frame(linkType, 0, ipv4(UDP, OURS, PEER, 4000, 80, 0, 3)));
            assertEquals(List.of(10, 10, 0), tag(new PacketTagger(true), table), "link type " + linkType);
        }
        blocks.begin(0, ETHERNET);
        add(frame(ETHERNET, 2, ipv4(TCP, OURS, PEER, 4000, 80, 0, 1)));
        assertEquals(List.of(10), tag(new PacketTagger(true), table), "two VLAN tags");
    }

    @Test
    void shouldTakeAListenersPortAsItsOwnOnlyAtAddressesOfThisMachine() {
        sockets.add(new SocketKey(TCP, 0, 0, 80, 0, 0, 0), 2);
        sockets.add(new SocketKey(TCP, 0, LOCALHOST, 5000, 0, LOCALHOST, 80), FlowTable.FOREIGN);
        blocks.begin(0, RAW);
        add(ipv4(TCP, PEER, OURS, 999, 80, 0, 1));
        add(ipv4(TCP, OURS, PEER, 998, 80, 0, 2));
        add(ipv4(TCP, LOCALHOST, LOCALHOST, 5000, 80, 0, 3));
        add(ipv4(TCP, LOCALHOST, LOCALHOST, 80, 5000, 0, 3));

        assertEquals(List.of(20, 0, 20, 20), tag(new PacketTagger(true), table()));
    }

    @Test
    void shouldAskForALookOnlyWhereASideIsOurs() {
        sockets.add(new SocketKey(TCP, 0, OURS, 4000, 0, PEER, 80), 1);
        final PacketTagger tagger = new PacketTagger(false);
        blocks.begin(0, RAW);
        add(ipv4(TCP, PEER, PEER + 1, 999, 80, 0, 1));
        add(ipv4(UDP, PEER + 1, PEER, 53, 999, 0, 2));
        add(ipv4(TCP, OURS, PEER, 4000, 80, 0, 3));
        assertFalse(isLookWorthwhile(tagger), "what passes through");
        blocks.begin(0, RAW);
        add(ipv4(TCP, OURS, PEER, 4001, 80, 0, 1));
        assertTrue(isLookWorthwhile(tagger), "a socket of ours that is not known");
    }

    @Test
    void shouldTakeOutWhatIsNobodysAndCountWhy() {
        sockets.add(new SocketKey(UDP, 0, OURS, 53, 0, 0, 0), 1);
        sockets.add(new SocketKey(UDP, 0, OURS, 54, 0, 0, 0), FlowTable.FOREIGN);
        final PacketTagger tagger = new PacketTagger(false);
        blocks.begin(0, RAW);
        add(ipv4(UDP, OURS, PEER, 54, 7, 0, 1));
        add(ipv4(UDP, OURS, PEER, 53, 7, 0, 2));
        add(ipv4(UDP, OURS, PEER, 55, 7, 0, 3));
        add(ipv4(1, OURS, PEER, 0, 0, 0, 4));
        add(ipv4(UDP, PEER, OURS, 7, 53, 0, 5));
        add(new byte[] {0x45, 0, 0});
        final long secondNs = TestBlocks.SOME_TIME_NS + 1;
        final long fifthNs = TestBlocks.SOME_TIME_NS + 4;

        assertEquals(List.of(10, 10), tag(tagger, table()));
        assertEquals(4, tagger.dropped());
        assertEquals(Map.of("other_process", 1L, "unknown_socket", 1L, "no_ports", 2L), tagger.unattributed());
        assertEquals(2, memory.packets());
        assertEquals(secondNs, memory.firstTimestampNs());
        assertEquals(fifthNs, memory.lastTimestampNs());
        assertEquals(2 * (16 + 40), memory.bodyBytes());
    }

    @Test
    void shouldTellLaterFragmentsByTheFirst() {
        sockets.add(new SocketKey(UDP, 0, OURS, 53, 0, 0, 0), 1);
        final PacketTagger tagger = new PacketTagger(false);
        blocks.begin(0, RAW);
        add(ipv4(UDP, OURS, PEER, 53, 7, 0x2000, 77));
        add(ipv4(UDP, OURS, PEER, 0, 0, 0x2001, 77));
        add(ipv4(UDP, OURS, PEER, 0, 0, 0x0002, 77));
        add(ipv4(UDP, OURS, PEER, 0, 0, 0x0002, 78));

        assertEquals(List.of(10, 10, 10), tag(tagger, table()));
        assertEquals(Map.of("fragment", 1L), tagger.unattributed());
    }

    @Test
    void shouldReadIpv6BehindItsExtensionHeaders() {
        sockets.add(new SocketKey(TCP, 5, 6, 4000, 7, 8, 80), 1);
        final ByteBuffer packet = ByteBuffer.allocate(40 + 8 + 20);
        packet.put(0, (byte) 0x60)
                .put(6, (byte) 60)
                .putLong(8, 5)
                .putLong(16, 6)
                .putLong(24, 7)
                .putLong(32, 8);
        packet.put(40, (byte) TCP).putShort(48, (short) 4000).putShort(50, (short) 80);
        blocks.begin(0, RAW);
        add(packet.array());

        assertEquals(List.of(10), tag(new PacketTagger(true), table()));
    }

    /** Whoever sends packets chooses their bytes: nothing beyond the captured ones may be read. */
    @Test
    void shouldStandEveryLengthThatAPacketCanBeCutTo() {
        final PacketTagger tagger = new PacketTagger(true);
        for (int linkType : List.of(0, ETHERNET, COOKED, COOKED_2, RAW)) {
            final byte[] whole = frame(linkType, 1, ipv4(TCP, OURS, PEER, 1, 2, 0, 1));
            for (int length = 0; length <= whole.length; length++) {
                blocks.begin(0, linkType);
                add(java.util.Arrays.copyOf(whole, length));
                assertEquals(List.of(0), tag(tagger, table()));
            }
        }
    }

    @Test
    void shouldAllocateNothingForAPacket() {
        for (int i = 0; i < 5000; i++) {
            sockets.add(new SocketKey(UDP, 0, OURS, 1000 + i % 60, 0, PEER, i), i % 2 + 1);
        }
        final FlowTable table = table();
        blocks.begin(0, RAW);
        for (int i = 0; i < 2000; i++) {
            add(ipv4(UDP, OURS, PEER, 1000 + i % 60, i, 0, i));
        }
        final PacketTagger tagger = new PacketTagger(false);
        tag(tagger, table);
        final var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < 500; i++) {
            tagger.tag(memory, table);
        }
        final long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 100; i++) {
            tagger.tag(memory, table);
        }
        final long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(bytes < 1000, () -> bytes + " bytes for 200,000 packets");
    }

    private FlowTable table() {
        return sockets.build(
                new PacketProcess[] {FIRST, SECOND}, AddressSet.of(List.of("10.0.0.1", "fe80::1%eth0", "x")), 0);
    }

    private void add(byte[] packet) {
        blocks.packet(TestBlocks.SOME_TIME_NS + packets++, packet);
    }

    /** Moves the block into the memory and returns the pids of the packets that are left. */
    private List<Integer> tag(PacketTagger tagger, FlowTable table) {
        packets = 0;
        final ByteBuffer bytes = memory.buffer();
        final PacketBlock from = blocks.block();
        from.copyTo(bytes.duplicate().clear());
        assertEquals(tagger.tag(memory, table), memory.packets());
        final List<Integer> pids = new ArrayList<>();
        final PacketCursor cursor = new PacketCursor().wrap(new PacketBlock().wrap(bytes, memory.tags()));
        while (cursor.next()) {
            pids.add(cursor.processId());
            assertEquals(
                    cursor.processId() == 10 ? "first" : cursor.processId() == 20 ? "second" : "",
                    cursor.processName());
        }
        assertTrue(bytes.capacity() > HEADER_BYTES);
        return pids;
    }

    private boolean isLookWorthwhile(PacketTagger tagger) {
        packets = 0;
        blocks.block().copyTo(memory.buffer().duplicate().clear());
        return tagger.isLookWorthwhile(memory, table());
    }

    private static byte[] frame(int linkType, int vlanTags, byte[] packet) {
        final int header = linkType == ETHERNET ? 12 : linkType == COOKED ? 14 : linkType == COOKED_2 ? 0 : -1;
        if (header < 0) {
            return packet;
        }
        final int rest = linkType == COOKED_2 ? 18 : 0;
        final ByteBuffer frame = ByteBuffer.allocate(header + 4 * vlanTags + 2 + rest + packet.length);
        frame.position(header);
        if (linkType == COOKED_2) {
            return frame.putShort((short) 0x0800).position(20).put(packet).array();
        }
        for (int i = 0; i < vlanTags; i++) {
            frame.putShort((short) 0x8100).putShort((short) 5);
        }
        return frame.putShort((short) 0x0800).put(packet).array();
    }

    private static byte[] ipv4(int protocol, long from, long to, int fromPort, int toPort, int fragment, int id) {
        final ByteBuffer packet = ByteBuffer.allocate(40);
        packet.put(0, (byte) 0x45)
                .putShort(4, (short) id)
                .putShort(6, (short) fragment)
                .put(9, (byte) protocol);
        packet.putInt(12, (int) from).putInt(16, (int) to);
        packet.putShort(20, (short) fromPort).putShort(22, (short) toPort);
        return packet.array();
    }
}
