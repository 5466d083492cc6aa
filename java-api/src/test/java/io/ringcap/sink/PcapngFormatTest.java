package io.ringcap.sink;

import static io.ringcap.sink.TestBlocks.SOME_TIME_NS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.internal.pcap.PcapngConversion;
import io.ringcap.message.CaptureInterface;
import io.ringcap.packet.BlockLayout;
import io.ringcap.packet.BlockMemoryAccess;
import io.ringcap.packet.PacketBlock;
import io.ringcap.sink.FileReaders.Block;
import io.ringcap.sink.FileReaders.Shown;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapngFormatTest {
    private static final int ETHERNET = 1;
    private static final int RAW_IP = 101;
    private static final CaptureInterface CARD = card(0, "eth0", ETHERNET);

    @TempDir
    Path folder;

    @Test
    void shouldBeReadByTsharkToTheLastNanosecond() throws Exception {
        final Path file = folder.resolve("edge.pcapng");
        final TestBlocks blocks = new TestBlocks();
        try (CaptureFileWriter writer = writer(file, List.of(CARD))) {
            writer.write(blocks.begin(0, ETHERNET)
                    .packet(SOME_TIME_NS, TestBlocks.bytes(64, 1))
                    .packet(SOME_TIME_NS + 1, new byte[0])
                    .packet(SOME_TIME_NS + 2, TestBlocks.bytes(61, 2), 9000)
                    .packet(4_294_967_295_999_999_999L, new byte[1])
                    .block());
            writer.write(blocks.begin(0, ETHERNET)
                    .packet(SOME_TIME_NS + 3, new byte[BlockLayout.MAX_SNAPLEN])
                    .block());
        }

        assertEquals(
                List.of(
                        new Shown("0", "1732179600.123456789", "64", "64"),
                        new Shown("0", "1732179600.123456790", "0", "0"),
                        new Shown("0", "1732179600.123456791", "9000", "61"),
                        new Shown("0", "4294967295.999999999", "1", "1"),
                        new Shown("0", "1732179600.123456792", "262144", "262144")),
                FileReaders.tshark(file));
    }

    @Test
    void shouldHoldTheSamePacketsAsThePcapFormat() throws Exception {
        final Path pcapng = folder.resolve("all.pcapng");
        final Path pcap = folder.resolve("all.pcap");
        // Larger than the staging buffer, so that records fall on both sides of its end.
        final TestBlocks blocks = new TestBlocks(3 << 20);
        try (CaptureFileWriter first = writer(pcapng, List.of(CARD));
                CaptureFileWriter second = new CaptureFileWriter(pcap, FileFormat.PCAP, List.of(CARD), "", "")) {
            for (int round = 0; round < 3; round++) {
                blocks.begin(0, ETHERNET);
                for (int i = 0; blocks.hasRoomFor(i % 1515); i++) {
                    blocks.packet(SOME_TIME_NS + i * 1_000_003L, TestBlocks.bytes(i % 1515, i), i % 1515 + i % 2);
                }
                first.write(blocks.block());
                second.write(blocks.block());
            }
            blocks.begin(0, ETHERNET);
            while (blocks.hasRoomFor(BlockLayout.MAX_SNAPLEN)) {
                blocks.packet(SOME_TIME_NS, TestBlocks.bytes(BlockLayout.MAX_SNAPLEN, 5));
            }
            first.write(blocks.block());
            second.write(blocks.block());
            assertEquals(second.packets(), first.packets());
        }

        final Path converted = folder.resolve("converted.pcap");
        FileReaders.run("editcap", "-F", "nsecpcap", pcapng.toString(), converted.toString());

        assertArrayEquals(records(pcap), records(converted));
    }

    /** The shim converts where there is one; these tests run with it, so the other way is compared with it. */
    @Test
    void shouldWriteTheSameBytesWithTheShimAndWithoutIt() throws Exception {
        assertTrue(PcapngConversion.isAvailable());
        final TestBlocks blocks = new TestBlocks(3 << 20);
        blocks.begin(0, ETHERNET);
        for (int i = 0; blocks.hasRoomFor(BlockLayout.MAX_SNAPLEN); i++) {
            final int size = i % 100 == 99 ? BlockLayout.MAX_SNAPLEN : i * 13 % 1600;
            blocks.packet(SOME_TIME_NS + i * 999_999_937L, TestBlocks.bytes(size, i), size + i % 3);
        }
        final PacketBlock block = blocks.block();

        assertArrayEquals(bytesOf(block, "java.pcapng", false), bytesOf(block, "shim.pcapng", true));
    }

    private byte[] bytesOf(PacketBlock block, String name, boolean isNative) throws IOException {
        final Path path = folder.resolve(name);
        final CaptureFile file =
                new CaptureFile(PartFiles.create(FileNames.of(path)), new PcapngFormat("", "", isNative));
        file.begin(List.of(CARD));
        file.write(block);
        file.part().publish(false);
        return Files.readAllBytes(path);
    }

    @Test
    void shouldPadWithZerosAndNothingOfEarlierPackets() throws Exception {
        final Path file = folder.resolve("padded.pcapng");
        final TestBlocks blocks = new TestBlocks();
        final byte[] ones = new byte[200];
        Arrays.fill(ones, (byte) 0xFF);
        try (CaptureFileWriter writer = writer(file, List.of(CARD))) {
            writer.write(blocks.begin(0, ETHERNET).packet(SOME_TIME_NS, ones).block());
            blocks.begin(0, ETHERNET);
            for (int bytes = 0; bytes < 10; bytes++) {
                blocks.packet(SOME_TIME_NS, Arrays.copyOf(ones, bytes));
            }
            writer.write(blocks.block());
        }

        final List<Block> packets = FileReaders.blocks(file, FileReaders.ENHANCED_PACKET);
        assertEquals(11, packets.size());
        for (Block packet : packets) {
            final int captured = packet.body().getInt(12);
            assertEquals((captured + 3) / 4 * 4, packet.body().limit() - 20);
            for (int i = 20; i < packet.body().limit(); i++) {
                assertEquals(
                        i < 20 + captured ? (byte) 0xFF : 0, packet.body().get(i), "byte " + i + " of " + captured);
            }
        }
    }

    @Test
    void shouldReadBlocksFromHeapAndReadOnlyMemory() throws Exception {
        final Path file = folder.resolve("heap.pcapng");
        final TestBlocks blocks = new TestBlocks();
        final PacketBlock direct = blocks.begin(0, ETHERNET)
                .packet(SOME_TIME_NS, TestBlocks.bytes(77, 1))
                .block();
        final ByteBuffer heap = ByteBuffer.allocate(BlockLayout.HEADER_BYTES + direct.bodyBytes());
        direct.copyTo(heap);
        try (CaptureFileWriter writer = writer(file, List.of(CARD))) {
            writer.write(new PacketBlock().wrap(heap));
            writer.write(new PacketBlock()
                    .wrap(BlockMemoryAccess.memoryOf(direct).asReadOnlyBuffer().order(ByteOrder.nativeOrder())));
        }

        final List<Block> packets = FileReaders.blocks(file, FileReaders.ENHANCED_PACKET);
        assertEquals(2, packets.size());
        assertEquals(packets.get(0), packets.get(1));
        final byte[] data = new byte[77];
        packets.get(0).body().get(20, data);
        assertArrayEquals(TestBlocks.bytes(77, 1), data);
    }

    @Test
    void shouldKeepInterfacesOfDifferentLinkTypesApart() throws Exception {
        final Path file = folder.resolve("mixed.pcapng");
        final TestBlocks blocks = new TestBlocks();
        final String comment = "where it comes from";
        try (CaptureFileWriter writer = new CaptureFileWriter(
                file, FileFormat.PCAPNG, List.of(CARD, card(1, "tun\u00fc", RAW_IP)), "ip and not port 22", comment)) {
            writer.write(blocks.begin(1, RAW_IP)
                    .packet(SOME_TIME_NS, TestBlocks.bytes(40, 1))
                    .block());
            writer.write(blocks.begin(0, ETHERNET)
                    .packet(SOME_TIME_NS, TestBlocks.bytes(64, 1))
                    .block());
        }

        assertEquals(
                List.of("1", "0"),
                FileReaders.tshark(file).stream().map(Shown::interfaceId).toList());
        final String infos = FileReaders.capinfos(file);
        for (String line : List.of(
                "Number of interfaces in file: 2",
                "Name = eth0",
                "Name = tun\u00fc",
                "Encapsulation = Raw IP",
                "Encapsulation = Ethernet",
                "Filter string = ip and not port 22",
                "Time precision = nanoseconds (9)",
                "Capture length = 262144",
                "Capture application: Ringcap",
                "Capture comment:     " + comment,
                "Operating system = " + System.getProperty("os.name"))) {
            assertTrue(infos.contains(line), () -> "no '" + line + "' in\n" + infos);
        }
    }

    @Test
    void shouldEndWithStatisticsThatLeaveOutWhatIsUnknown() throws Exception {
        final Path file = folder.resolve("statistics.pcapng");
        final TestBlocks blocks = new TestBlocks();
        try (CaptureFileWriter writer = writer(file, List.of(CARD, card(1, "eth1", ETHERNET)))) {
            writer.write(blocks.begin(0, ETHERNET)
                    .packet(SOME_TIME_NS, TestBlocks.bytes(40, 1))
                    .packet(SOME_TIME_NS, TestBlocks.bytes(40, 1))
                    .block());
            writer.totals(List.of(new InterfaceTotals(0, 9, 7, 5_000_000_000L), new InterfaceTotals(1, 0, -1, -1)));
        }

        final List<Block> statistics = FileReaders.blocks(file, FileReaders.INTERFACE_STATISTICS);
        assertEquals(2, statistics.size());
        final SortedMap<Integer, byte[]> first = statistics.get(0).options(12);
        assertEquals(0, statistics.get(0).body().getInt(0));
        assertEquals(Set.of(4, 5, 7, 8), first.keySet());
        assertEquals(9, number(first, 4));
        assertEquals(5_000_000_000L, number(first, 5));
        assertEquals(7, number(first, 7));
        assertEquals(2, number(first, 8));
        final SortedMap<Integer, byte[]> second = statistics.get(1).options(12);
        assertEquals(1, statistics.get(1).body().getInt(0));
        assertEquals(Set.of(4, 8), second.keySet());
        assertEquals(0, number(second, 4));
        assertTrue(FileReaders.capinfos(file).contains("Number of stat entries = 1"));
        assertEquals(2, FileReaders.tshark(file).size());
    }

    @Test
    void shouldLeaveOutAFilterThatNoOptionCanHold() throws Exception {
        final Path file = folder.resolve("long.pcapng");
        final String longest = "\u00e9".repeat(65_534 / 2);
        new CaptureFileWriter(file, FileFormat.PCAPNG, List.of(CARD), longest, "x".repeat(65_535)).close();
        final Path other = folder.resolve("longer.pcapng");
        new CaptureFileWriter(other, FileFormat.PCAPNG, List.of(CARD), longest + "x", "x".repeat(65_536)).close();

        final byte[] filter = options(file).get(11);
        assertEquals(longest, new String(filter, 1, filter.length - 1, StandardCharsets.UTF_8));
        assertEquals(0, filter[0]);
        assertEquals(Set.of(2, 9, 12), options(other).keySet());
        FileReaders.capinfos(file);
        FileReaders.capinfos(other);
    }

    @Test
    void shouldKeepWhatComesBeforeADamagedRecord() throws Exception {
        final Path file = folder.resolve("damaged.pcapng");
        final TestBlocks blocks = new TestBlocks();
        final PacketBlock block = blocks.begin(0, ETHERNET)
                .packet(SOME_TIME_NS, TestBlocks.bytes(40, 1))
                .packet(SOME_TIME_NS + 1, TestBlocks.bytes(40, 2))
                .packet(SOME_TIME_NS + 2, TestBlocks.bytes(40, 3))
                .block();
        final int third = BlockLayout.HEADER_BYTES + 2 * (16 + 40);
        BlockMemoryAccess.memoryOf(block).putInt(third + BlockLayout.RECORD_CAPTURED_OFFSET, 41);
        try (CaptureFileWriter writer = writer(file, List.of(CARD))) {
            final IllegalStateException damage = assertThrows(IllegalStateException.class, () -> writer.write(block));
            assertTrue(damage.getMessage().contains("byte 112"), damage.getMessage());
            assertEquals(2, writer.packets());
            assertThrows(IOException.class, () -> writer.write(block));
        }

        assertEquals(
                List.of("1732179600.123456789", "1732179600.123456790"),
                FileReaders.tshark(folder.resolve("damaged.pcapng.part")).stream()
                        .map(Shown::time)
                        .toList());
    }

    private static SortedMap<Integer, byte[]> options(Path file) throws IOException {
        return FileReaders.blocks(file, FileReaders.INTERFACE_DESCRIPTION)
                .get(0)
                .options(8);
    }

    private static long number(SortedMap<Integer, byte[]> options, int code) {
        return ByteBuffer.wrap(options.get(code)).order(ByteOrder.nativeOrder()).getLong();
    }

    private static byte[] records(Path pcap) throws IOException {
        final byte[] bytes = Files.readAllBytes(pcap);
        return Arrays.copyOfRange(bytes, 24, bytes.length);
    }

    private static CaptureFileWriter writer(Path file, List<CaptureInterface> interfaces) throws IOException {
        return new CaptureFileWriter(file, FileFormat.PCAPNG, interfaces, "", "");
    }

    private static CaptureInterface card(int index, String name, int linkType) {
        return new CaptureInterface(index, name, linkType, BlockLayout.MAX_SNAPLEN, null, null, null, true, false);
    }
}
