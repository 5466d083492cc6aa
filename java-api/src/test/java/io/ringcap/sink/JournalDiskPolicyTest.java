package io.ringcap.sink;

import static io.ringcap.sink.JournalFixture.ETH0;
import static io.ringcap.sink.JournalFixture.context;
import static io.ringcap.sink.JournalFixture.freeBytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.FileOptions;
import io.ringcap.config.OnDiskFull;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.testing.SmallDisk;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a journal does on a small file system that is full, by each policy: what it claims can be read. */
class JournalDiskPolicyTest {
    private static final int FIXED_RESERVE = 16 << 20;

    @TempDir
    Path folder;

    private final TestBlocks blocks = new TestBlocks();
    private final List<CaptureFileInfo> published = new ArrayList<>();
    private Path disk;
    private Path journal;
    private @Nullable SmallDisk mounted;
    private long given;

    @BeforeEach
    void mountSmallDisk() throws Exception {
        disk = Files.createDirectory(folder.resolve("disk"));
        journal = disk.resolve("journal");
        mounted = SmallDisk.mount(disk, 64 << 20);
    }

    @AfterEach
    void unmount() {
        if (mounted != null) {
            mounted.close();
        }
    }

    @Test
    void shouldLeaveTheUsersReserveAloneWhenItStops() throws Exception {
        final SinkWriter writer =
                begun(FileOptions.builder().diskReserveBytes(20 << 20).build());
        final IOException full = assertThrows(IOException.class, () -> give(writer, 400));
        assertTrue(full.getMessage().contains("No space left on device"), full.getMessage());
        assertTrue(freeBytes(disk) >= FIXED_RESERVE + (19 << 20), "free: " + freeBytes(disk));
        writer.fail(full);
        writer.close();
        assertClaimed(writer, true);
    }

    @Test
    void shouldGoOnAtTheCostOfTheOldest() throws Exception {
        for (FileOptions options : List.of(
                FileOptions.builder()
                        .rotateBytes(4 << 20)
                        .onDiskFull(OnDiskFull.DROP_OLDEST)
                        .build(),
                FileOptions.builder().onDiskFull(OnDiskFull.DROP_OLDEST).build())) {
            final SinkWriter writer = begun(options);
            give(writer, 800);
            assertTrue(writer.retiredPackets() > 0);
            assertEquals(given, writer.writtenPackets(), "packets were left out");
            assertTrue(freeBytes(disk) >= FIXED_RESERVE - (1 << 20), "free: " + freeBytes(disk));
            writer.finish(List.of());
            writer.close();
            assertClaimed(writer, false);
            assertTrue(packets() * 1516 > 20 << 20, packets() + " packets are left");
            emptyDisk();
        }
    }

    @Test
    void shouldDropEvenTheSegmentItWritesWhenThereIsNoOther() throws Exception {
        final SinkWriter writer = begun(FileOptions.builder()
                .rotateBytes(1 << 30)
                .onDiskFull(OnDiskFull.DROP_OLDEST)
                .build());
        give(writer, 400);
        assertTrue(writer.retiredPackets() > 0);
        writer.finish(List.of());
        writer.close();
        assertClaimed(writer, writer.writtenPackets() < given);
        // The last blocks are there, whatever had to go.
        assertEquals(399, lastSequence());
    }

    @Test
    void shouldPauseWhileReadersHoldTheOldest() throws Exception {
        final SinkWriter writer = begun(FileOptions.builder()
                .rotateBytes(4 << 20)
                .onDiskFull(OnDiskFull.DROP_OLDEST)
                .build());
        give(writer, 1);
        try (JournalReader reader = JournalReader.open(journal)) {
            assertTrue(reader.poll(block -> {}));
            give(writer, 300);
            assertEquals(0, writer.retiredPackets());
            assertTrue(writer.writtenPackets() < given);
        }
        Thread.sleep(20);
        give(writer, 10);
        assertTrue(writer.retiredPackets() > 0);
        writer.finish(List.of());
        writer.close();
        assertClaimed(writer, true);
        assertEquals(310, lastSequence());
    }

    @Test
    void shouldPauseAndGoOnWhenThereIsRoom() throws Exception {
        for (FileOptions options : List.of(
                FileOptions.builder().onDiskFull(OnDiskFull.PAUSE).build(),
                FileOptions.builder()
                        .rotateBytes(4 << 20)
                        .onDiskFull(OnDiskFull.PAUSE)
                        .build())) {
            final SinkWriter writer = begun(options);
            give(writer, 10);
            useUpSpace(20 << 20);
            give(writer, 50);
            final long atPause = writer.writtenPackets();
            assertTrue(atPause < given);
            Thread.sleep(20);
            give(writer, 1);
            assertEquals(atPause, writer.writtenPackets());
            Files.delete(disk.resolve("hog"));
            Thread.sleep(20);
            give(writer, 1);
            final long last = blocks.block().sequence();
            assertTrue(writer.writtenPackets() > atPause, "it did not go on");
            writer.finish(List.of(new InterfaceTotals(0, given, 0, -1)));
            writer.close();
            assertClaimed(writer, true);
            assertEquals(last, lastSequence());
            final long unsaved = given - writer.writtenPackets();
            assertTrue(
                    String.valueOf(writer.trouble()).contains(unsaved + " packets were not saved: No space left"),
                    () -> String.valueOf(writer.trouble()));
            emptyDisk();
        }
    }

    @Test
    void shouldOutliveAnotherWriterThatTakesAllThereIs() throws Exception {
        for (OnDiskFull policy : List.of(OnDiskFull.PAUSE, OnDiskFull.DROP_OLDEST)) {
            final SinkWriter writer = begun(FileOptions.builder()
                    .rotateBytes(1 << 20)
                    .onDiskFull(policy)
                    .build());
            give(writer, 10);
            final CompletableFuture<Void> hog = CompletableFuture.runAsync(() -> {
                try {
                    useUpSpace(0);
                } catch (IOException e) {
                    assertTrue(String.valueOf(e.getMessage()).contains("No space left"), e.toString());
                }
            });
            while (!hog.isDone()) {
                give(writer, 1);
            }
            hog.join();
            give(writer, 10);
            Files.delete(disk.resolve("hog"));
            Thread.sleep(20);
            give(writer, 1);
            final long last = blocks.block().sequence();
            writer.finish(List.of(new InterfaceTotals(0, given, 0, -1)));
            writer.close();
            assertClaimed(writer, writer.writtenPackets() < given);
            assertEquals(last, lastSequence());
            emptyDisk();
        }
    }

    @Test
    void shouldEndWhilePaused() throws Exception {
        final SinkWriter writer =
                begun(FileOptions.builder().onDiskFull(OnDiskFull.PAUSE).build());
        give(writer, 300);
        writer.finish(List.of(new InterfaceTotals(0, given, 0, -1)));
        writer.close();
        assertClaimed(writer, true);
        try (JournalReader reader = JournalReader.open(journal)) {
            while (reader.poll(block -> {})) {}
            final JournalTotals totals = reader.totals();
            assertNotNull(totals);
            assertTrue(totals.truncated());
            assertTrue(
                    String.valueOf(totals.error()).startsWith(given - writer.writtenPackets() + " packets"),
                    totals.error());
        }
    }

    @Test
    void shouldNotStartOnAFullDiskUnlessOldSegmentsMayGo() throws Exception {
        final FileOptions dropping = FileOptions.builder()
                .rotateBytes(4 << 20)
                .onDiskFull(OnDiskFull.DROP_OLDEST)
                .build();
        final SinkWriter first = begun(dropping);
        give(first, 300);
        first.finish(List.of());
        first.close();
        final long before = packets();
        for (OnDiskFull policy : List.of(OnDiskFull.STOP, OnDiskFull.PAUSE)) {
            final IOException full = assertThrows(
                    IOException.class,
                    () -> begun(FileOptions.builder().onDiskFull(policy).build()));
            assertTrue(full.getMessage().contains("No space left on device"), full.getMessage());
            assertEquals(before, packets());
        }
        final SinkWriter second = begun(dropping);
        give(second, 10);
        second.finish(List.of());
        second.close();
        assertTrue(packets() < before + 10 * second.writtenPackets());
        assertEquals(309, lastSequence());
    }

    private SinkWriter begun(FileOptions options) throws IOException {
        given = 0;
        published.clear();
        final SinkWriter writer = new JournalSink(journal, options).open(context(1, published));
        try {
            writer.begin(List.of(ETH0));
        } catch (IOException e) {
            writer.close();
            throw e;
        }
        return writer;
    }

    private void give(SinkWriter writer, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            blocks.begin(0, 1).fill(TestBlocks.SOME_TIME_NS, 1500);
            writer.onBlock(blocks.block());
            given += blocks.block().packets();
        }
    }

    private void assertClaimed(SinkWriter writer, boolean isTruncated) throws Exception {
        assertEquals(writer.writtenPackets(), packets() + writer.retiredPackets());
        assertEquals(1, published.size());
        assertEquals(isTruncated, published.get(0).truncated());
        assertEquals(packets(), published.get(0).packets(), "told is what can be read");
    }

    private long packets() throws Exception {
        final long[] packets = new long[1];
        try (JournalReader reader = JournalReader.open(journal)) {
            while (reader.poll(block -> packets[0] += block.packets())) {
                assertNotNull(reader.session());
            }
            assertTrue(reader.isEnded());
        }
        return packets[0];
    }

    private long lastSequence() throws Exception {
        final long[] last = new long[1];
        try (JournalReader reader = JournalReader.open(journal)) {
            while (reader.poll(block -> last[0] = block.sequence())) {}
        }
        return last[0];
    }

    private void useUpSpace(long butBytes) throws IOException {
        final byte[] chunk = new byte[64 << 10];
        try (RandomAccessFile hog = new RandomAccessFile(disk.resolve("hog").toFile(), "rw")) {
            while (freeBytes(disk) > butBytes) {
                hog.write(chunk);
            }
        }
    }

    private void emptyDisk() throws IOException {
        try (var files = Files.newDirectoryStream(journal)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        assertFalse(Files.exists(journal.resolve(JournalFolder.METADATA_FILE)));
    }

    @Test
    void shouldNotWaitForAFolderThatIsGone() throws Exception {
        final SinkWriter writer =
                begun(FileOptions.builder().onDiskFull(OnDiskFull.PAUSE).build());
        give(writer, 400);
        assertNotNull(writer.trouble());
        try (Stream<Path> files = Files.list(journal)) {
            for (Path each : files.toList()) {
                Files.delete(each);
            }
        }
        Files.delete(journal);
        final IOException failure = assertThrows(IOException.class, () -> {
            for (int i = 0; i < 200; i++) {
                give(writer, 1);
                TimeUnit.MILLISECONDS.sleep(5);
            }
        });
        assertTrue(failure.getMessage().contains("removed or moved"), failure.getMessage());
        writer.close();
    }

    @Test
    void shouldRecoverOnAFullDiskAndSayWhatCouldNotBeDone() throws Exception {
        final SinkWriter writer =
                begun(FileOptions.builder().onDiskFull(OnDiskFull.PAUSE).build());
        give(writer, 400);
        final long written = writer.writtenPackets();
        writer.close();
        final JournalRecovery recovered = JournalRecovery.recover(journal);
        assertEquals(written, recovered.packets());
        assertEquals(1, recovered.unfinished().size());
        assertNull(recovered.ended());
        assertEquals(1, recovered.damage().size());
        assertTrue(
                recovered.damage().get(0).contains("free some"),
                recovered.damage().get(0));
    }

    @Test
    void shouldKeepNoMoreBytesThanAskedForWhenSegmentsEndByTime() throws Exception {
        final SinkWriter writer = begun(FileOptions.builder()
                .rotateEvery(Duration.ofHours(1))
                .keepBytes(8 << 20)
                .build());
        for (int i = 0; i < 20; i++) {
            give(writer, 10);
            assertTrue(writer.fileBytes() > 0);
        }
        assertTrue(writer.retiredPackets() > 0, "nothing was retired");
        writer.finish(List.of());
        writer.close();
        assertClaimed(writer, false);
    }
}
