package io.ringcap.sink;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.FileOptions;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.testing.Waits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A ring of files: the oldest is written over, no more is kept than asked for, and the counts say so. */
class FileRingTest extends FileRecordings {
    @Test
    void shouldWriteOverTheOldestFileInPlace() throws Exception {
        final SinkWriter writer = open(
                FileFormat.PCAP,
                FileOptions.builder().rotatePackets(10).keepFiles(3).build());
        writer.begin(List.of(CARD));
        for (int i = 0; i < 9; i++) {
            // Files get smaller and larger, so that what is written over must be cut.
            writer.onBlock(block(10, i % 2 == 0 ? 1000 : 50));
            final int published = i;
            Waits.until(PATIENCE, () -> idle(writer) && ready.size() >= published, "not published");
        }
        writer.finish(List.of(new InterfaceTotals(0, 90, 0, -1)));
        writer.close();

        assertEquals(9, ready.size());
        assertEquals(ready.subList(0, 6), retired);
        assertEquals(60, writer.retiredPackets());
        assertEquals(90, writer.writtenPackets());
        final List<CaptureFileInfo> kept = ready.subList(6, 9);
        assertEquals(kept.stream().map(FileRecordings::nameOf).toList(), FileReaders.names(folder));
        assertEquals(kept.stream().mapToLong(CaptureFileInfo::fileSize).sum(), writer.fileBytes());
        long expected = 60;
        for (CaptureFileInfo file : kept) {
            expected = assertTimes(file, expected);
        }
    }

    /** Who links a finished file to keep it, keeps what was in it. */
    @Test
    void shouldNotWriteOverAFileThatSomebodyHasLinked() throws Exception {
        final SinkWriter writer = open(
                FileFormat.PCAP,
                FileOptions.builder().rotatePackets(10).keepFiles(2).build());
        writer.begin(List.of(CARD));
        writer.onBlock(block(10, 100));
        writer.onBlock(block(10, 100));
        Waits.until(PATIENCE, () -> idle(writer) && ready.size() == 1, "not published");
        final Path kept = folder.resolve("kept");
        Files.createLink(kept, Path.of(ready.get(0).filePath()));
        final byte[] before = Files.readAllBytes(kept);
        for (int i = 0; i < 5; i++) {
            writer.onBlock(block(10, 50));
        }
        writer.finish(List.of(new InterfaceTotals(0, 70, 0, -1)));
        writer.close();
        assertArrayEquals(before, Files.readAllBytes(kept));
        assertEquals(3, FileReaders.names(folder).size(), "two files and the link");
        assertEquals(50, writer.retiredPackets());
    }

    @Test
    void shouldKeepNoMoreBytesThanAskedFor() throws Exception {
        final SinkWriter writer = open(
                FileFormat.PCAPNG,
                FileOptions.builder().rotateBytes(64 << 10).keepBytes(256 << 10).build());
        writer.begin(List.of(CARD));
        long most = 0;
        for (int i = 0; i < 100; i++) {
            writer.onBlock(block(10, 1000));
            most = Math.max(most, bytesInFolder());
        }
        writer.finish(List.of(new InterfaceTotals(0, 1000, 0, -1)));
        writer.close();
        assertTrue(most <= 256 << 10, most + " bytes");
        assertTrue(bytesInFolder() <= 256 << 10, bytesInFolder() + " bytes");
        assertEquals(
                writer.writtenPackets() - writer.retiredPackets(),
                ready.stream()
                        .filter(file -> !retired.contains(file))
                        .mapToLong(CaptureFileInfo::packets)
                        .sum());
    }
}
