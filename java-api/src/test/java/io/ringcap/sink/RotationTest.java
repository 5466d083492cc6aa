package io.ringcap.sink;

import static io.ringcap.sink.TestBlocks.SOME_TIME_NS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.FileOptions;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.CaptureInterface;
import io.ringcap.message.SessionId;
import io.ringcap.testing.SettableClock;
import io.ringcap.testing.SmallDisk;
import io.ringcap.testing.Waits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where a recording is cut into files: each packet is in exactly one of them, whatever ends a file within a block. */
class RotationTest {
    private static final int ETHERNET = 1;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final CaptureInterface CARD =
            new CaptureInterface(0, "eth0", ETHERNET, 262_144, null, null, null, true, false);
    private static final int ISB_RECEIVED = 4;
    private static final int ISB_DROPPED = 7;
    private static final int ISB_START = 2;
    private static final int ISB_END = 3;

    @TempDir
    Path folder;

    private final List<CaptureFileInfo> ready = new CopyOnWriteArrayList<>();
    private final List<CaptureFileInfo> retired = new CopyOnWriteArrayList<>();
    private final TestBlocks blocks = new TestBlocks();
    private long nextPacket;

    @ParameterizedTest
    @EnumSource(FileFormat.class)
    void shouldPutExactlySoManyPacketsIntoEachFile(FileFormat format) throws Exception {
        final SinkWriter writer =
                open(format, FileOptions.builder().rotatePackets(7).build());
        writer.begin(List.of(CARD));
        for (int i = 0; i < 10; i++) {
            writer.onBlock(block(10, 200));
        }
        writer.finish(List.of(new InterfaceTotals(0, 100, 0, -1)));
        writer.close();

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
        writer.finish(List.of(new InterfaceTotals(0, nextPacket, 0, -1)));
        writer.close();

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
        final SinkWriter writer = open(
                FileFormat.PCAPNG, FileOptions.builder().rotateBytes(64 << 10).build());
        writer.begin(List.of(CARD));
        writer.onBlock(block(2, 100));
        writer.onBlock(block(1, 200_000));
        writer.onBlock(block(2, 100));
        writer.finish(List.of(new InterfaceTotals(0, 5, 0, -1)));
        writer.close();

        assertEquals(
                List.of(2L, 1L, 2L),
                ready.stream().map(CaptureFileInfo::packets).toList());
        assertTimesAreWholeAndInOrder();
    }

    @Test
    void shouldEndAFileOnAnIdleLinkAndPublishNoEmptyOne() throws Exception {
        final SinkWriter writer = open(
                FileFormat.PCAP,
                FileOptions.builder().rotateEvery(Duration.ofMillis(50)).build());
        writer.begin(List.of(CARD));
        writer.onBlock(block(3, 100));
        Waits.until(PATIENCE, () -> idle(writer) && ready.size() == 1, "the file was not ended without traffic");
        idleFor(writer, 300);
        assertEquals(1, ready.size());
        assertEquals(List.of(nameOf(ready.get(0))), FileReaders.names(folder), "nothing is open while nothing comes");
        writer.onBlock(block(2, 100));
        writer.finish(List.of(new InterfaceTotals(0, 5, 0, -1)));
        writer.close();

        assertEquals(2, ready.size());
        assertEquals(1, ready.get(1).segmentIndex() - ready.get(0).segmentIndex());
        assertTimesAreWholeAndInOrder();
    }

    @Test
    void shouldPublishEmptyFilesWhenAskedTo() throws Exception {
        final SinkWriter writer = open(
                FileFormat.PCAPNG,
                FileOptions.builder()
                        .rotateEvery(Duration.ofMillis(20))
                        .emptyPublished(true)
                        .build());
        writer.begin(List.of(CARD));
        Waits.until(PATIENCE, () -> idle(writer) && ready.size() >= 3, "no empty files");
        writer.finish(List.of(new InterfaceTotals(0, 0, 0, -1)));
        writer.close();
        for (CaptureFileInfo file : ready) {
            assertEquals(0, file.packets());
            assertTrue(FileReaders.capinfos(Path.of(file.filePath())).contains("Number of packets:   0"));
        }
    }

    @Test
    void shouldBeginFilesAtWholeMultiplesOfTheClock() throws Exception {
        final SettableClock clock = new SettableClock(Instant.parse("2026-11-21T10:00:42Z"));
        final SinkWriter writer = open(
                FileFormat.PCAP,
                FileOptions.builder()
                        .rotateEvery(Duration.ofMinutes(1))
                        .rotateAligned(true)
                        .nameTemplate("{interface}_{start}")
                        .build(),
                clock);
        writer.begin(List.of(CARD));
        writer.onBlock(block(1, 100));
        clock.set(Instant.parse("2026-11-21T10:00:59.999Z"));
        writer.onBlock(block(1, 100));
        clock.set(Instant.parse("2026-11-21T10:01:00Z"));
        writer.onBlock(block(1, 100));
        clock.set(Instant.parse("2026-11-21T10:03:10Z"));
        writer.onIdle();
        writer.onBlock(block(1, 100));
        writer.finish(List.of(new InterfaceTotals(0, 4, 0, -1)));
        writer.close();

        assertEquals(
                List.of(
                        "eth0_20261121T100042.000Z.pcap",
                        "eth0_20261121T100100.000Z.pcap",
                        "eth0_20261121T100310.000Z.pcap"),
                ready.stream().map(RotationTest::nameOf).toList());
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
        assertEquals(kept.stream().map(RotationTest::nameOf).toList(), FileReaders.names(folder));
        assertEquals(kept.stream().mapToLong(CaptureFileInfo::fileSize).sum(), writer.fileBytes());
        long expected = 60;
        for (CaptureFileInfo file : kept) {
            expected = assertTimes(file, expected);
        }
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

    @Test
    void shouldTellTheChecksumThatSha256sumFinds() throws Exception {
        final SinkWriter writer =
                open(FileFormat.PCAPNG, FileOptions.builder().checksummed(true).build());
        writer.begin(List.of(CARD));
        writer.onBlock(block(10, 100));
        writer.finish(List.of(new InterfaceTotals(0, 10, 0, -1)));
        writer.close();
        final String sum = FileReaders.run("sha256sum", ready.get(0).filePath()).split(" ", 2)[0];
        assertEquals("sha256:" + sum, ready.get(0).checksum());
    }

    @Test
    void shouldNotLetNamesCollideWhateverTheTemplate() throws Exception {
        final SinkWriter writer = open(
                FileFormat.PCAP,
                FileOptions.builder().rotatePackets(1).nameTemplate("same").build());
        writer.begin(List.of(CARD));
        writer.onBlock(block(3, 100));
        writer.finish(List.of(new InterfaceTotals(0, 3, 0, -1)));
        writer.close();
        assertEquals(List.of("same-2.pcap", "same-3.pcap", "same.pcap"), FileReaders.names(folder));
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

    private boolean idle(SinkWriter writer) throws IOException {
        writer.onIdle();
        return true;
    }

    private void idleFor(SinkWriter writer, long millis) throws Exception {
        final long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() - endNs < 0) {
            writer.onIdle();
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private SinkWriter open(FileFormat format, FileOptions options) throws IOException {
        return open(format, options, Clock.systemUTC());
    }

    private SinkWriter open(FileFormat format, FileOptions options, Clock clock) throws IOException {
        return new FileSink(folder, format, options, clock).open(context());
    }

    private SinkContext context() {
        return new SinkContext(
                new SessionId(1, "", "capture_1"),
                "pcap",
                SOME_TIME_NS / 1000,
                "",
                "eth0",
                FileOptions.defaults(),
                ready::add,
                retired::add);
    }

    /** Packets whose time says their number. */
    private io.ringcap.packet.PacketBlock block(int packets, int bytes) {
        blocks.begin(0, ETHERNET);
        for (int i = 0; i < packets; i++) {
            blocks.packet(SOME_TIME_NS + 1_000 * nextPacket++, TestBlocks.bytes(bytes, i));
        }
        return blocks.block();
    }

    private io.ringcap.packet.PacketBlock dropped(io.ringcap.packet.PacketBlock block, long count) {
        blocks.dropped(count);
        return block;
    }

    private void assertTimesAreWholeAndInOrder() throws Exception {
        long expected = 0;
        for (CaptureFileInfo file : ready) {
            expected = assertTimes(file, expected);
        }
        assertEquals(nextPacket, expected);
    }

    private static long assertTimes(CaptureFileInfo file, long first) throws Exception {
        long number = first;
        final List<FileReaders.Shown> packets = FileReaders.tshark(Path.of(file.filePath()));
        assertEquals(file.packets(), packets.size());
        for (FileReaders.Shown packet : packets) {
            final long ns = SOME_TIME_NS + 1_000 * number++;
            assertEquals(ns / 1_000_000_000L + "." + String.format("%09d", ns % 1_000_000_000L), packet.time());
        }
        assertEquals((SOME_TIME_NS + 1_000 * first) / 1000, file.firstPacketTs());
        assertEquals((SOME_TIME_NS + 1_000 * (number - 1)) / 1000, file.lastPacketTs());
        return number;
    }

    private static List<Long> statistics(CaptureFileInfo file) throws Exception {
        final var options = isb(file).options(12);
        return List.of(count(options.get(ISB_RECEIVED)), count(options.get(ISB_DROPPED)));
    }

    private static long time(CaptureFileInfo file, int option) throws Exception {
        final ByteBuffer halves =
                ByteBuffer.wrap(isb(file).options(12).get(option)).order(ByteOrder.nativeOrder());
        return (long) halves.getInt(0) << 32 | Integer.toUnsignedLong(halves.getInt(4));
    }

    private static FileReaders.Block isb(CaptureFileInfo file) throws Exception {
        return FileReaders.blocks(Path.of(file.filePath()), FileReaders.INTERFACE_STATISTICS)
                .get(0);
    }

    private static long count(byte[] option) {
        return ByteBuffer.wrap(option).order(ByteOrder.nativeOrder()).getLong();
    }

    private long bytesInFolder() throws IOException {
        long bytes = 0;
        for (String name : FileReaders.names(folder)) {
            final Path file = folder.resolve(name);
            bytes += name.endsWith(".commit") ? 0 : file.toFile().length();
        }
        return bytes;
    }

    private static String nameOf(CaptureFileInfo file) {
        return String.valueOf(Path.of(file.filePath()).getFileName());
    }
}
