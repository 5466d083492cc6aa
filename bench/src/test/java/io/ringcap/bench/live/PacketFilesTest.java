package io.ringcap.bench.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PacketFilesTest {
    private static final int MICROS = 0xA1B2C3D4;

    @TempDir
    Path folder;

    private final FoundFrames tally = new FoundFrames();

    @ParameterizedTest
    @CsvSource({"A1B2C3D4,BIG", "A1B2C3D4,LITTLE", "A1B23C4D,BIG", "A1B23C4D,LITTLE"})
    void shouldCountFramesOfPcapFilesOfBothOrdersAndResolutions(String magic, String order) throws IOException {
        final byte[] bytes = SampleFiles.pcap(
                Integer.parseUnsignedInt(magic, 16),
                order.equals("BIG") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
                SampleFiles.frame(64, 3),
                SampleFiles.frame(1514, 4));

        PacketFiles.read(SampleFiles.write(folder.resolve("a.pcap"), bytes), tally);

        assertEquals(2, tally.unique());
        assertEquals(3, tally.first());
        assertEquals(4, tally.last());
    }

    @Test
    void shouldCountFramesOfPcapngSectionsOfBothOrders() throws IOException {
        PacketFiles.read(
                SampleFiles.write(
                        folder.resolve("a.pcapng"),
                        SampleFiles.pcapngSection(
                                ByteOrder.LITTLE_ENDIAN, SampleFiles.frame(61, 0), SampleFiles.frame(64, 1)),
                        SampleFiles.pcapngSection(ByteOrder.BIG_ENDIAN, SampleFiles.frame(590, 2)),
                        SampleFiles.simplePacket(ByteOrder.BIG_ENDIAN, SampleFiles.frame(64, 3))),
                tally);

        assertEquals(4, tally.unique());
        assertEquals(0, tally.missingWithin());
        assertEquals(0, tally.foreign());
    }

    @Test
    void shouldReportGapsAndDuplicatesAndForeignFrames() throws IOException {
        final byte[] bytes = SampleFiles.pcap(
                MICROS,
                ByteOrder.LITTLE_ENDIAN,
                SampleFiles.frame(64, 10),
                SampleFiles.frame(64, 10),
                new byte[64],
                new byte[14],
                SampleFiles.frame(64, 15));

        PacketFiles.read(SampleFiles.write(folder.resolve("a.pcap"), bytes), tally);

        assertEquals(2, tally.unique());
        assertEquals(1, tally.duplicates());
        assertEquals(2, tally.foreign());
        assertEquals(4, tally.missingWithin());
        assertEquals(5, tally.records());
    }

    @Test
    void shouldReadFilesLargerThanItsBuffer() throws IOException {
        final int frames = 8_000;
        final byte[][] all = LongStream.range(0, frames)
                .mapToObj(number -> SampleFiles.frame(1514, number))
                .toArray(byte[][]::new);

        PacketFiles.read(
                SampleFiles.write(folder.resolve("a.pcapng"), SampleFiles.pcapngSection(ByteOrder.LITTLE_ENDIAN, all)),
                tally);

        assertEquals(frames, tally.unique());
        assertEquals(frames - 1, tally.last());
        assertEquals(0, tally.duplicates());
    }

    @Test
    void shouldTellThatAFileEndsInTheMiddleOfARecordAndCountWhatStandsBefore() throws IOException {
        final byte[] whole =
                SampleFiles.pcap(MICROS, ByteOrder.LITTLE_ENDIAN, SampleFiles.frame(64, 0), SampleFiles.frame(64, 1));
        final Path file = SampleFiles.write(folder.resolve("a.pcap"), Arrays.copyOf(whole, whole.length - 1));

        assertThrows(EOFException.class, () -> PacketFiles.read(file, tally));
        assertEquals(1, tally.unique());

        final PacketFiles.Found found = PacketFiles.readAll(folder, new FoundFrames());
        assertEquals(1, found.torn());
        assertEquals(whole.length - 1, found.bytes());
    }

    @Test
    void shouldReadAllFilesOfAFolderButHiddenOnes() throws IOException {
        final byte[] first = SampleFiles.pcap(MICROS, ByteOrder.LITTLE_ENDIAN, SampleFiles.frame(64, 0));
        final byte[] second = SampleFiles.pcap(MICROS, ByteOrder.LITTLE_ENDIAN, SampleFiles.frame(64, 1));
        SampleFiles.write(folder.resolve("a"), first);
        SampleFiles.write(folder.resolve("b"), second);
        SampleFiles.write(folder.resolve("empty"));
        SampleFiles.write(folder.resolve(".state"), "not packets".getBytes(StandardCharsets.US_ASCII));

        final PacketFiles.Found found = PacketFiles.readAll(folder, tally);

        assertEquals(3, found.files());
        assertEquals(0, found.torn());
        assertEquals(2, tally.unique());
    }

    @Test
    void shouldRefuseWhatIsNoCaptureFile() throws IOException {
        final Path file = Files.writeString(folder.resolve("a"), "this is no capture file at all, is it?");

        final IOException refused = assertThrows(IOException.class, () -> PacketFiles.read(file, tally));

        assertTrue(refused.getMessage().contains("neither pcap nor pcapng"), refused.getMessage());
    }

    @Test
    void shouldFindWhatWasTakenOut() throws IOException {
        final byte[][] all = LongStream.range(0, 5_000)
                .mapToObj(number -> SampleFiles.frame(64, number))
                .toArray(byte[][]::new);
        SampleFiles.write(folder.resolve("a.pcap"), SampleFiles.pcap(MICROS, ByteOrder.LITTLE_ENDIAN, all));

        assertEquals(5, ThinnedFiles.takeEvery(1000, folder));
        PacketFiles.readAll(folder, tally);

        assertEquals(4_995, tally.unique());
        // The last one was taken too, which no gap shows.
        assertEquals(4, tally.missingWithin());
        assertEquals(4_998, tally.last());
    }
}
