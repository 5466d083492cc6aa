package io.ringcap.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.FileOptions;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.testing.SettableClock;
import io.ringcap.testing.SmallDisk;
import io.ringcap.testing.Waits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where a recording is cut into files: each packet is in exactly one of them, whatever ends a file within a block. */
class RotationTest extends FileRecordings {
    @ParameterizedTest
    @EnumSource(FileFormat.class)
    void shouldPutExactlySoManyPacketsIntoEachFile(FileFormat format) throws Exception {
        final SinkWriter writer =
                open(format, FileOptions.builder().rotatePackets(7).build());
        writer.begin(List.of(CARD));
        for (int i = 0; i < 10; i++) {
            writer.onBlock(block(10, 200));
        }
        end(writer);

        assertEquals(15, ready.size());
        assertEquals(100, writer.writtenPackets());
        assertTimesAreWholeAndInOrder();
        for (CaptureFileInfo file : ready) {
            assertEquals(file.segmentIndex() < 14 ? 7 : 2, file.packets(), file.toString());
        }
    }

    @ParameterizedTest
    @EnumSource(FileFormat.class)
    void shouldNeverExceedTheSizeAndFillItWell(FileFormat format) throws Exception {
        final SinkWriter writer =
                open(format, FileOptions.builder().rotateBytes(64 << 10).build());
        writer.begin(List.of(CARD));
        for (int i = 0; i < 40; i++) {
            writer.onBlock(block(13 + i, 1 + i * 31));
        }
        end(writer);

        assertTrue(ready.size() > 5, ready::toString);
        assertTimesAreWholeAndInOrder();
        for (CaptureFileInfo file : ready) {
            assertTrue(file.fileSize() <= 64 << 10, file.toString());
            assertTrue(file.segmentIndex() == ready.size() - 1 || file.fileSize() > 62 << 10, file.toString());
            FileReaders.capinfos(Path.of(file.filePath()));
        }
    }

    @Test
    void shouldGiveAPacketLargerThanAFileOneToItself() throws Exception {
        final SinkWriter writer = begin(
                FileFormat.PCAPNG, FileOptions.builder().rotateBytes(64 << 10).build());
        writer.onBlock(block(2, 100));
        writer.onBlock(block(1, 200_000));
        writer.onBlock(block(2, 100));
        end(writer);

        assertEquals(
                List.of(2L, 1L, 2L),
                ready.stream().map(CaptureFileInfo::packets).toList());
        assertTimesAreWholeAndInOrder();
    }

    @Test
    void shouldEndAFileOnAnIdleLinkAndPublishNoEmptyOne() throws Exception {
        final SinkWriter writer = begin(
                FileFormat.PCAP,
                FileOptions.builder().rotateEvery(Duration.ofMillis(50)).build());
        writer.onBlock(block(3, 100));
        Waits.until(PATIENCE, () -> idle(writer) && ready.size() == 1, "the file was not ended without traffic");
        idleFor(writer, 300);
        assertEquals(1, ready.size());
        assertEquals(List.of(nameOf(ready.get(0))), FileReaders.names(folder), "nothing is open while nothing comes");
        writer.onBlock(block(2, 100));
        end(writer);

        assertEquals(2, ready.size());
        assertEquals(1, ready.get(1).segmentIndex() - ready.get(0).segmentIndex());
        assertTimesAreWholeAndInOrder();
    }

    @Test
    void shouldPublishEmptyFilesWhenAskedTo() throws Exception {
        final SinkWriter writer = begin(
                FileFormat.PCAPNG,
                FileOptions.builder()
                        .rotateEvery(Duration.ofMillis(20))
                        .emptyPublished(true)
                        .build());
        Waits.until(PATIENCE, () -> idle(writer) && ready.size() >= 3, "no empty files");
        end(writer);
        for (CaptureFileInfo file : ready) {
            assertEquals(0, file.packets());
            assertTrue(FileReaders.capinfos(Path.of(file.filePath())).contains("Number of packets:   0"));
        }
    }

    @Test
    void shouldBeginFilesAtWholeMultiplesOfTheClock() throws Exception {
        final SettableClock clock = new SettableClock(Instant.parse("2026-11-21T10:00:42Z"));
        final SinkWriter writer = begin(
                FileFormat.PCAP,
                FileOptions.builder()
                        .rotateEvery(Duration.ofMinutes(1))
                        .rotateAligned(true)
                        .nameTemplate("{interface}_{start}")
                        .build(),
                clock);
        writer.onBlock(block(1, 100));
        clock.set(Instant.parse("2026-11-21T10:00:59.999Z"));
        writer.onBlock(block(1, 100));
        clock.set(Instant.parse("2026-11-21T10:01:00Z"));
        writer.onBlock(block(1, 100));
        clock.set(Instant.parse("2026-11-21T10:03:10Z"));
        writer.onIdle();
        writer.onBlock(block(1, 100));
        end(writer);

        assertEquals(
                List.of(
                        "eth0_20261121T100042.000Z.pcap",
                        "eth0_20261121T100100.000Z.pcap",
                        "eth0_20261121T100310.000Z.pcap"),
                ready.stream().map(FileRecordings::nameOf).toList());
        assertEquals(
                List.of(2L, 1L, 1L),
                ready.stream().map(CaptureFileInfo::packets).toList());
    }

    @Test
    void shouldTellInEachPcapngFileWhatWasReceivedAndDroppedInItsTime() throws Exception {
        final SinkWriter writer =
                open(FileFormat.PCAPNG, FileOptions.builder().rotatePackets(10).build());
        writer.begin(List.of(CARD));
        writer.onBlock(dropped(block(10, 100), 3));
        writer.onBlock(dropped(block(10, 100), 3));
        writer.onBlock(dropped(block(5, 100), 8));
        writer.finish(List.of(new InterfaceTotals(0, 25 + 9, 9, 2)));
        writer.close();

        assertEquals(3, ready.size());
        assertEquals(List.of(13L, 3L), statistics(ready.get(0)));
        assertEquals(List.of(10L, 0L), statistics(ready.get(1)));
        assertEquals(List.of(11L, 6L), statistics(ready.get(2)));
        assertEquals(time(ready.get(0), ISB_END), time(ready.get(1), ISB_START), "no time lies between two files");
        for (CaptureFileInfo file : ready) {
            assertEquals(
                    1,
                    FileReaders.blocks(Path.of(file.filePath()), FileReaders.INTERFACE_DESCRIPTION)
                            .size());
            assertEquals(
                    1,
                    FileReaders.blocks(Path.of(file.filePath()), FileReaders.SECTION_HEADER)
                            .size());
        }
    }

    @Test
    void shouldTellTheChecksumThatSha256sumFinds() throws Exception {
        final SinkWriter writer =
                open(FileFormat.PCAPNG, FileOptions.builder().checksummed(true).build());
        writer.begin(List.of(CARD));
        writer.onBlock(block(10, 100));
        end(writer);
        final String sum = FileReaders.run("sha256sum", ready.get(0).filePath()).split(" ", 2)[0];
        assertEquals("sha256:" + sum, ready.get(0).checksum());
    }

    @Test
    void shouldNotLetNamesCollideWhateverTheTemplate() throws Exception {
        final SinkWriter writer = begin(
                FileFormat.PCAP,
                FileOptions.builder()
                        .rotatePackets(1)
                        .nameTemplate("{interface}")
                        .build());
        writer.onBlock(block(3, 100));
        end(writer);
        assertEquals(List.of("eth0_00000.pcap", "eth0_00001.pcap", "eth0_00002.pcap"), FileReaders.names(folder));
        assertTimesAreWholeAndInOrder();
    }

    @Test
    void shouldSayWhenAFileCannotBePublished() throws Exception {
        final Path gone = Files.createDirectory(folder.resolve("gone"));
        final SinkWriter writer = new FileSink(
                        gone,
                        FileFormat.PCAP,
                        FileOptions.builder().rotatePackets(10).build())
                .open(context());
        writer.begin(List.of(CARD));
        writer.onBlock(block(5, 100));
        FileReaders.run("rm", "-r", gone.toString());
        final IOException failure = assertThrows(IOException.class, () -> {
            for (int i = 0; i < 1000; i++) {
                writer.onBlock(block(10, 100));
                TimeUnit.MILLISECONDS.sleep(1);
            }
        });
        assertTrue(failure.getMessage().contains("no such file or folder"), failure.getMessage());
        assertThrows(IOException.class, () -> writer.fail(failure));
        assertFalse(Files.exists(gone));
        writer.close();
        assertEquals(0, writer.writtenPackets(), "what nobody can read is not claimed");
    }

    /** The kernel refuses to make a file system read-only while a file is written on it, so that happens between two files. */
    @Test
    void shouldFailWithTheCauseWhenTheDiskBecomesReadOnly() throws Exception {
        final Path disk = Files.createDirectory(folder.resolve("disk"));
        try (SmallDisk mounted = SmallDisk.mount(disk, 16 << 20)) {
            assertFalse(mounted == null);
            final SinkWriter writer = new FileSink(
                            disk,
                            FileFormat.PCAPNG,
                            FileOptions.builder()
                                    .rotateEvery(Duration.ofMillis(30))
                                    .build())
                    .open(context());
            writer.begin(List.of(CARD));
            writer.onBlock(block(5, 100));
            Waits.until(PATIENCE, () -> idle(writer) && ready.size() == 1, "the file was not ended");
            Waits.until(PATIENCE, () -> FileReaders.names(disk).size() == 1, "something is still open");
            FileReaders.run("mount", "-o", "remount,ro", disk.toString());
            final IOException failure = assertThrows(IOException.class, () -> writer.onBlock(block(5, 100)));
            assertTrue(failure.getMessage().contains("Read-only file system"), failure.getMessage());
            writer.fail(failure);
            writer.close();
            assertEquals(5, writer.writtenPackets());
            assertEquals(5, assertTimes(ready.get(0), 0), "what was written before is whole");
        }
    }
}
