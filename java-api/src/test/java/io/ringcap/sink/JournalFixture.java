package io.ringcap.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.FileOptions;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.CaptureInterface;
import io.ringcap.message.SessionId;
import io.ringcap.packet.BlockLayout;
import io.ringcap.packet.PacketBlock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the tests of the journal share: sessions, blocks that tell their number, and a look at this process. */
final class JournalFixture {
    static final CaptureInterface ETH0 =
            new CaptureInterface(0, "eth0", 1, 262_144, 2_097_152L, 3, "host", true, false);

    private static final int SIZES = 7;

    private JournalFixture() {}

    static SinkContext context(long number, List<CaptureFileInfo> published) {
        return new SinkContext(
                new SessionId(number, "key-" + number, "capture_" + number),
                JournalSink.NAME,
                1_732_179_600_000_000L + number,
                "tcp port " + number,
                "eth0",
                FileOptions.defaults(),
                published::add,
                gone -> {});
    }

    static SinkWriter begun(Path directory, long number) throws IOException {
        return begun(directory, number, new ArrayList<>());
    }

    static SinkWriter begun(Path directory, long number, List<CaptureFileInfo> published) throws IOException {
        final SinkWriter writer = new JournalSink(directory).open(context(number, published));
        writer.begin(List.of(ETH0));
        return writer;
    }

    /** A whole session of so many blocks. */
    static void record(Path directory, long number, int blocks) throws Exception {
        final SinkWriter writer = begun(directory, number);
        append(writer, new TestBlocks(), 0, blocks);
        writer.finish(List.of(new InterfaceTotals(0, blocks, 0, -1)));
        writer.close();
    }

    static void append(SinkWriter writer, TestBlocks blocks, long from, long to) throws Exception {
        for (long sequence = from; sequence < to; sequence++) {
            writer.onBlock(block(blocks, sequence));
        }
    }

    /** A block whose size and bytes follow from its number; its lengths are of every remainder by eight. */
    static PacketBlock block(TestBlocks blocks, long sequence) {
        blocks.begin(0, 1);
        final int packets = 1 + (int) (sequence % SIZES);
        for (int i = 0; i < packets; i++) {
            final int length = 60 + (int) (sequence * 13 % 1455) + i;
            blocks.packet(
                    TestBlocks.SOME_TIME_NS + sequence * 1000 + i, TestBlocks.bytes(length, (int) sequence + i), 2000);
        }
        return blocks.block();
    }

    static byte[] bytesOf(PacketBlock block) {
        final byte[] bytes = new byte[BlockLayout.HEADER_BYTES + block.bodyBytes()];
        block.copyTo(ByteBuffer.wrap(bytes));
        return bytes;
    }

    /** All blocks that are there now. */
    static List<byte[]> blocksOf(JournalReader reader) throws Exception {
        final List<byte[]> blocks = new ArrayList<>();
        while (reader.poll(block -> blocks.add(bytesOf(block)))) {
            assertTrue(reader.session() != null, "a block without its session");
        }
        return blocks;
    }

    /** How many files of the folder this process has open or mapped. */
    static long openOrMapped(Path directory) throws IOException {
        final String name = directory.toRealPath().toString();
        final long mapped;
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            mapped = lines.filter(line -> line.contains(name)).count();
        }
        long open = 0;
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            for (Path file : files.toList()) {
                if (Files.isSymbolicLink(file)
                        && Files.readSymbolicLink(file).toString().startsWith(name)) {
                    open++;
                }
            }
        }
        return mapped + open;
    }

    static long freeBytes(Path directory) {
        return directory.toFile().getUsableSpace();
    }

    static void assertWhole(List<byte[]> blocks, long from) {
        final TestBlocks expected = new TestBlocks();
        for (long i = 0; i < from; i++) {
            block(expected, i);
        }
        for (int i = 0; i < blocks.size(); i++) {
            final byte[] wanted = bytesOf(block(expected, from + i));
            assertEquals(ByteBuffer.wrap(wanted), ByteBuffer.wrap(blocks.get(i)), "block " + (from + i));
        }
    }
}
