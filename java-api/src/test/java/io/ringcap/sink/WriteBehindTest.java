package io.ringcap.sink;

import static io.ringcap.sink.JournalFixture.ETH0;
import static io.ringcap.sink.JournalFixture.assertWhole;
import static io.ringcap.sink.JournalFixture.begun;
import static io.ringcap.sink.JournalFixture.blocksOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.testing.Waits;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a recording leaves in the page cache. In the build's folder, for a folder of temporary files may be in memory. */
class WriteBehindTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final long MB = 1 << 20;
    private static final long PIECE_BYTES = 64 << 10;
    private static final long WRITTEN_BYTES = 2 * WriteBehind.WINDOW_BYTES;

    /** The window, a step that is not full, one on its way, and what is mapped of a journal. */
    private static final long MOST_RESIDENT_BYTES = WriteBehind.WINDOW_BYTES + 32 * MB;

    private Path folder;

    @BeforeEach
    void makeFolder() throws Exception {
        folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "write-behind");
    }

    @AfterEach
    void endThreadAndRemoveFolder() throws Exception {
        try {
            Waits.until(PATIENCE, () -> threads() == 0, "the thread has not ended");
        } finally {
            // What the probe has mapped goes with its buffers only.
            System.gc();
            try (Stream<Path> paths = Files.walk(folder)) {
                for (Path each : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    @Test
    void shouldKeepOnlyTheEndOfLargeFileInMemory() throws Exception {
        final Path path = folder.resolve("large.pcap");
        final TestBlocks blocks = new TestBlocks();
        final CaptureFileWriter writer = new CaptureFileWriter(path, FileFormat.PCAP, List.of(ETH0), "", "");
        while (writer.fileBytes() < WRITTEN_BYTES) {
            writer.write(blocks.begin(0, 1).fill(TestBlocks.SOME_TIME_NS, 1_000).block());
        }

        final long resident;
        try {
            final Path part = folder.resolve("large.pcap.part");
            awaitResident(part, MOST_RESIDENT_BYTES);
            resident = residentBytes(part, 0, WRITTEN_BYTES);
        } finally {
            writer.close();
        }

        assertTrue(
                resident >= WriteBehind.WINDOW_BYTES - MB,
                () -> "what was written last was dropped too, by us or by the system: " + resident + " bytes are left; "
                        + memory());
        assertEquals(writer.packets(), recordsOf(path, 1_000));
    }

    @Test
    void shouldKeepOnlyTheEndOfLargeJournalInMemory() throws Exception {
        final TestBlocks blocks = new TestBlocks(8 << 20);
        final SinkWriter writer = begun(folder, 1);
        long expected = 0;
        while (writer.fileBytes() < WRITTEN_BYTES) {
            writer.onBlock(
                    blocks.begin(0, 1).fill(TestBlocks.SOME_TIME_NS, 1_000).block());
            expected++;
        }

        try {
            awaitResident(segment(), MOST_RESIDENT_BYTES);
        } finally {
            writer.finish(List.of(new InterfaceTotals(0, writer.writtenPackets(), 0, -1)));
            writer.close();
        }

        try (JournalReader reader = JournalReader.open(folder)) {
            assertEquals(expected, blocksOf(reader).size());
        }
    }

    @Test
    void shouldTakeNothingForSmallFiles() throws Exception {
        final SinkWriter writer = begun(folder, 1);
        final TestBlocks blocks = new TestBlocks();
        JournalFixture.append(writer, blocks, 0, 50);

        assertEquals(0, threads());

        writer.finish(List.of(new InterfaceTotals(0, 50, 0, -1)));
        writer.close();
        try (JournalReader reader = JournalReader.open(folder)) {
            assertWhole(blocksOf(reader), 0);
        }
    }

    @Test
    void shouldFollowManyFilesWithOneThreadThatEndsWithThem() throws Exception {
        final Path[] paths = new Path[4];
        final WriteBehind[] files = new WriteBehind[paths.length];
        final byte[] bytes = new byte[16 << 20];
        for (int i = 0; i < files.length; i++) {
            paths[i] = Files.write(folder.resolve("file-" + i), bytes);
            files[i] = new WriteBehind(paths[i], 0);
            files[i].reached(bytes.length);
        }
        assertEquals(1, threads());
        for (WriteBehind each : files) {
            each.close();
        }

        Waits.until(PATIENCE, () -> threads() == 0, "the thread has not ended");
        // And it comes again.
        final WriteBehind again = new WriteBehind(paths[0], 0);
        again.reached(bytes.length);
        assertEquals(1, threads());
        again.close();
        Waits.until(PATIENCE, () -> threads() == 0, "the thread has not ended again");
    }

    @Test
    void shouldGoOnWithoutFileThatWasTakenAway() throws Exception {
        final Path kept = Files.write(folder.resolve("kept"), new byte[(int) WRITTEN_BYTES]);
        final WriteBehind gone = new WriteBehind(folder.resolve("gone"), 0);
        final WriteBehind other = new WriteBehind(kept, 0);
        try {
            gone.reached(WRITTEN_BYTES);
            other.reached(WRITTEN_BYTES);

            awaitResident(kept, MOST_RESIDENT_BYTES);
            // Its writer does not notice.
            gone.reached(2 * WRITTEN_BYTES);
        } finally {
            gone.close();
            other.close();
        }
    }

    private Path segment() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".cq4"))
                    .findAny()
                    .orElseThrow();
        }
    }

    /** What the system has to give and to write. */
    private static String memory() {
        try {
            return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                    .filter(line -> line.matches("(MemAvailable|Cached|Dirty|Writeback):.*"))
                    .toList()
                    .toString();
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("ringcap-write-behind"))
                .count();
    }

    private static void awaitResident(Path file, long mostBytes) throws Exception {
        Waits.until(
                PATIENCE,
                () -> residentBytes(file, 0, WRITTEN_BYTES + 64 * MB) <= mostBytes,
                "more than " + mostBytes + " bytes stayed in memory");
    }

    /** Looked at in pieces of 64 KiB: one of which a page is missing counts as not there. */
    private static long residentBytes(Path file, long from, long to) throws IOException {
        long resident = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            final long end = Math.min(to, channel.size());
            for (long at = from; at < end; at += PIECE_BYTES) {
                final long bytes = Math.min(PIECE_BYTES, end - at);
                if (channel.map(FileChannel.MapMode.READ_ONLY, at, bytes).isLoaded()) {
                    resident += bytes;
                }
            }
        }
        return resident;
    }

    private static long recordsOf(Path pcap, int bytesOfEach) throws IOException {
        return (Files.size(pcap) - 24) / (16 + bytesOfEach);
    }
}
