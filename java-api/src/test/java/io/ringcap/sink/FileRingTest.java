package io.ringcap.sink;

import static io.ringcap.sink.TestBlocks.SOME_TIME_NS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.FileOptions;
import io.ringcap.config.OnDiskFull;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.testing.SettableClock;
import io.ringcap.testing.Waits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A ring of files: the oldest is written over, no more is kept than asked for, and the counts say so. */
class FileRingTest extends FileRecordings {
    @Test
    void shouldWriteOverTheOldestFileInPlace() throws Exception {
        final SinkWriter writer = begin(
                FileFormat.PCAP,
                FileOptions.builder().rotatePackets(10).keepFiles(3).build());
        for (int i = 0; i < 9; i++) {
            // Files get smaller and larger, so that what is written over must be cut.
            writer.onBlock(block(10, i % 2 == 0 ? 1000 : 50));
            final int published = i;
            Waits.until(PATIENCE, () -> idle(writer) && ready.size() >= published, "not published");
        }
        end(writer);

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
        final SinkWriter writer = begin(
                FileFormat.PCAP,
                FileOptions.builder().rotatePackets(10).keepFiles(2).build());
        writer.onBlock(block(10, 100));
        writer.onBlock(block(10, 100));
        Waits.until(PATIENCE, () -> idle(writer) && ready.size() == 1, "not published");
        final Path kept = folder.resolve("kept");
        Files.createLink(kept, Path.of(ready.get(0).filePath()));
        final byte[] before = Files.readAllBytes(kept);
        for (int i = 0; i < 5; i++) {
            writer.onBlock(block(10, 50));
        }
        end(writer);
        assertArrayEquals(before, Files.readAllBytes(kept));
        assertEquals(3, FileReaders.names(folder).size(), "two files and the link");
        assertEquals(50, writer.retiredPackets());
    }

    @Test
    void shouldKeepNoMoreBytesThanAskedFor() throws Exception {
        final SinkWriter writer = begin(
                FileFormat.PCAPNG,
                FileOptions.builder().rotateBytes(64 << 10).keepBytes(256 << 10).build());
        long most = 0;
        for (int i = 0; i < 100; i++) {
            writer.onBlock(block(10, 1000));
            most = Math.max(most, bytesInFolder());
        }
        end(writer);
        assertTrue(most <= 256 << 10, most + " bytes");
        assertTrue(bytesInFolder() <= 256 << 10, bytesInFolder() + " bytes");
        assertEquals(
                writer.writtenPackets() - writer.retiredPackets(),
                ready.stream()
                        .filter(file -> !retired.contains(file))
                        .mapToLong(CaptureFileInfo::packets)
                        .sum());
    }

    /** Whatever becomes of the oldest file: the next one is not taken for a part of it. */
    @Test
    void shouldRecoverANewFileThatWasNotWrittenOverAnother() throws Exception {
        final SinkWriter writer = begin(
                FileFormat.PCAP,
                FileOptions.builder().rotatePackets(10).keepFiles(2).build());
        writer.onBlock(block(10, 100));
        writer.onBlock(block(10, 100));
        Waits.until(PATIENCE, () -> idle(writer) && ready.size() == 1, "not published");
        Files.delete(Path.of(ready.get(0).filePath()));
        writer.onBlock(block(5, 100));
        Waits.until(PATIENCE, () -> idle(writer) && ready.size() == 2, "not published");

        final Path killed = Files.createDirectory(folder.resolve("killed"));
        for (String name : FileReaders.names(folder)) {
            if (name.endsWith(".part") || name.endsWith(".commit")) {
                Files.copy(folder.resolve(name), killed.resolve(name));
            }
        }
        final List<CaptureFileInfo> found = CaptureRecovery.recover(killed).files();
        writer.fail(new IOException("it was killed"));
        writer.close();
        assertEquals(List.of(5L), found.stream().map(CaptureFileInfo::packets).toList());
    }

    @Test
    void shouldKeepNoMoreBytesThanAskedForWhenTheOldestMayGoForWantOfRoomAsWell() throws Exception {
        final SinkWriter writer = begin(
                FileFormat.PCAP,
                FileOptions.builder()
                        .rotateEvery(Duration.ofHours(1))
                        .keepBytes(4 << 20)
                        .onDiskFull(OnDiskFull.DROP_OLDEST)
                        .build());
        long most = 0;
        for (int i = 0; i < 1_000; i++) {
            writer.onBlock(block(10, 1000));
            most = Math.max(most, bytesInFolder());
        }
        end(writer);
        assertTrue(most <= 4 << 20, most + " bytes");
        assertTrue(ready.size() > retired.size() + 1, "only one file is left");
    }

    @Test
    void shouldCountWhatTheCleanerHasDeletedBecauseOfItsAge() throws Exception {
        final SettableClock clock = new SettableClock(Instant.ofEpochSecond(0, SOME_TIME_NS));
        final SinkWriter writer = begin(
                FileFormat.PCAP,
                FileOptions.builder()
                        .rotatePackets(10)
                        .keepFiles(30)
                        .keepAge(Duration.ofMinutes(1))
                        .build(),
                clock);
        for (int i = 0; i < 4; i++) {
            writer.onBlock(block(10, 100));
        }
        Waits.until(PATIENCE, () -> idle(writer) && ready.size() == 3, "not published");
        Files.delete(Path.of(ready.get(0).filePath()));
        clock.set(clock.instant().plus(Duration.ofMinutes(2)));
        end(writer);
        assertEquals(10, writer.retiredPackets());
        assertEquals(List.of(ready.get(0)), retired);
    }

    @Test
    void shouldDropFilesOfEarlierRecordingsFirst() throws Exception {
        final Path earlier = Files.write(folder.resolve("earlier.pcap"), new byte[100]);
        final FileRing ring = new FileRing(
                folder, FileOptions.builder().onDiskFull(OnDiskFull.DROP_OLDEST).build(), retired::add, () -> 0);
        ring.addEarlier(List.of(new CaptureFileInfo("", earlier.toString(), 100, 0, 0, 0, 0, 0, false, false, null)));
        assertEquals(100, ring.earlierBytes());
        assertTrue(ring.dropOldest());
        assertTrue(Files.notExists(earlier));
        assertEquals(List.of(), retired);
        assertEquals(0, ring.retiredPackets());
        assertFalse(ring.dropOldest());
    }
}
