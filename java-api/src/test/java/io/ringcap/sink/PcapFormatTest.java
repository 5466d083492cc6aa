package io.ringcap.sink;

import static io.ringcap.sink.TestBlocks.SOME_TIME_NS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureInterface;
import io.ringcap.message.ErrorCode;
import io.ringcap.packet.BlockLayout;
import io.ringcap.sink.FileReaders.Shown;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapFormatTest {
    private static final int PCAP_HEADER_BYTES = 24;
    private static final int ETHERNET = 1;

    @TempDir
    Path folder;

    @Test
    void shouldBeReadByTsharkToTheLastNanosecond() throws Exception {
        final Path file = folder.resolve("edge.pcap");
        final byte[] largest = TestBlocks.bytes(BlockLayout.MAX_SNAPLEN, 3);
        final TestBlocks blocks = new TestBlocks();
        try (CaptureFileWriter writer = writer(file, List.of(card(0, 65_535)))) {
            writer.write(blocks.begin(0, ETHERNET)
                    .packet(SOME_TIME_NS, TestBlocks.bytes(64, 1))
                    .packet(SOME_TIME_NS + 1, new byte[0])
                    .packet(SOME_TIME_NS + 2, TestBlocks.bytes(60, 2), 9000)
                    .block());
            writer.write(
                    blocks.begin(0, ETHERNET).packet(SOME_TIME_NS + 3, largest).block());
        }

        assertEquals(
                List.of(
                        new Shown("", "1732179600.123456789", "64", "64"),
                        new Shown("", "1732179600.123456790", "0", "0"),
                        new Shown("", "1732179600.123456791", "9000", "60"),
                        new Shown("", "1732179600.123456792", "262144", "262144")),
                FileReaders.tshark(file));
        final byte[] bytes = Files.readAllBytes(file);
        final ByteBuffer tail = ByteBuffer.wrap(bytes, bytes.length - largest.length, largest.length);
        assertEquals(ByteBuffer.wrap(largest), tail);
    }

    @Test
    void shouldWriteTheFileThatItWasReadFrom() throws Exception {
        // The original is editcap's work, so that not both files come from this writer.
        final Path source = folder.resolve("source.pcapng");
        final TestBlocks blocks = new TestBlocks(4096);
        try (CaptureFileWriter writer =
                new CaptureFileWriter(source, FileFormat.PCAPNG, List.of(card(0, 65_535)), "", "")) {
            for (int i = 0; i < 300; i++) {
                writer.write(blocks.begin(0, ETHERNET)
                        .packet(SOME_TIME_NS + i * 999_999_937L, TestBlocks.bytes(i, i), i + i % 3)
                        .block());
            }
        }
        final Path original = folder.resolve("original.pcap");
        FileReaders.run("editcap", "-F", "nsecpcap", source.toString(), original.toString());

        final Path copy = folder.resolve("copy.pcap");
        copy(original, copy);

        assertEquals(-1, Files.mismatch(original, copy));
        assertEquals(300, FileReaders.tshark(copy).size());
    }

    @Test
    void shouldRefuseInterfacesOfDifferentLinkTypesAndLeaveNoFile() throws Exception {
        final CaptureInterface cooked = new CaptureInterface(1, "any", 276, 1024, null, null, null, true, false);

        final CaptureException refusal = assertThrows(
                CaptureException.class, () -> writer(folder.resolve("mixed.pcap"), List.of(card(0, 1024), cooked)));

        assertEquals(ErrorCode.START_INVALID_PARAMS, refusal.code());
        assertTrue(refusal.getMessage().contains("use the pcapng format"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("any has 276"), refusal.getMessage());
        assertEquals(List.of(), FileReaders.names(folder));
    }

    @Test
    void shouldStateTheLargestSnaplenOfSeveralInterfaces() throws Exception {
        final Path file = folder.resolve("two.pcap");
        final TestBlocks blocks = new TestBlocks();
        try (CaptureFileWriter writer = writer(file, List.of(card(0, 96), card(1, 1500), card(2, 128)))) {
            writer.write(blocks.begin(1, ETHERNET)
                    .packet(SOME_TIME_NS, TestBlocks.bytes(1500, 1))
                    .block());
            writer.write(blocks.begin(2, ETHERNET)
                    .packet(SOME_TIME_NS, TestBlocks.bytes(128, 1))
                    .block());
        }

        final ByteBuffer header = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
        assertEquals(0xA1B23C4D, header.getInt(0));
        assertEquals(1500, header.getInt(16));
        assertEquals(ETHERNET, header.getInt(20));
        assertEquals(2, FileReaders.tshark(file).size());
    }

    @Test
    void shouldRefuseABlockOfAnotherLinkTypeThanTheFileHas() throws Exception {
        final Path file = folder.resolve("foreign.pcap");
        final TestBlocks blocks = new TestBlocks();
        try (CaptureFileWriter writer = writer(file, List.of(card(0, 96)))) {
            writer.write(blocks.begin(0, ETHERNET)
                    .packet(SOME_TIME_NS, TestBlocks.bytes(10, 1))
                    .block());
            assertThrows(
                    IOException.class,
                    () -> writer.write(blocks.begin(0, 113)
                            .packet(SOME_TIME_NS, TestBlocks.bytes(10, 1))
                            .block()));
        }

        final Path part = folder.resolve("foreign.pcap.part");
        assertEquals(List.of("foreign.pcap.part"), FileReaders.names(folder));
        assertEquals(PCAP_HEADER_BYTES + 16 + 10, Files.size(part));
    }

    private static void copy(Path original, Path copy) throws IOException {
        final ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(original)).order(ByteOrder.nativeOrder());
        final CaptureInterface each = card(0, file.getInt(16));
        final TestBlocks blocks = new TestBlocks(5000);
        try (CaptureFileWriter writer = writer(copy, List.of(each))) {
            blocks.begin(0, file.getInt(20));
            for (int at = PCAP_HEADER_BYTES; at < file.limit(); ) {
                final byte[] kept = new byte[file.getInt(at + 8)];
                file.get(at + 16, kept);
                if (!blocks.hasRoomFor(kept.length)) {
                    writer.write(blocks.block());
                    blocks.begin(0, file.getInt(20));
                }
                blocks.packet(file.getInt(at) * 1_000_000_000L + file.getInt(at + 4), kept, file.getInt(at + 12));
                at += 16 + kept.length;
            }
            writer.write(blocks.block());
        }
    }

    private static CaptureFileWriter writer(Path file, List<CaptureInterface> interfaces) throws IOException {
        return new CaptureFileWriter(file, FileFormat.PCAP, interfaces, "", "");
    }

    private static CaptureInterface card(int index, int snaplen) {
        return new CaptureInterface(index, "eth" + index, ETHERNET, snaplen, null, null, null, true, false);
    }
}
