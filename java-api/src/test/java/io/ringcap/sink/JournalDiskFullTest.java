package io.ringcap.sink;

import static io.ringcap.sink.JournalFixture.append;
import static io.ringcap.sink.JournalFixture.assertWhole;
import static io.ringcap.sink.JournalFixture.begun;
import static io.ringcap.sink.JournalFixture.blocksOf;
import static io.ringcap.sink.JournalFixture.context;
import static io.ringcap.sink.JournalFixture.freeBytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.message.CaptureFileInfo;
import io.ringcap.testing.SmallDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small file system of its own, so that it can really be full. Needs root to mount it. */
class JournalDiskFullTest {
    private static final String NO_SPACE = "No space left on device";

    @TempDir
    Path folder;

    private Path disk;
    private Path journal;
    private @Nullable SmallDisk mounted;

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
    void shouldStopCleanlyAndKeepWhatItHas() throws Exception {
        final List<CaptureFileInfo> published = new ArrayList<>();
        final SinkWriter writer = begun(journal, 1, published);
        final TestBlocks blocks = new TestBlocks();
        final List<byte[]> appended = new ArrayList<>();

        final IOException full = assertThrows(IOException.class, () -> fill(writer, blocks, appended));
        assertTrue(full.getMessage().contains(NO_SPACE), full.getMessage());
        assertTrue(freeBytes(disk) >= 15 << 20, "the reserve was used: " + freeBytes(disk));
        assertTrue(appended.size() > 100, appended.size() + " blocks");
        writer.fail(full);
        writer.close();

        assertTrue(published.get(0).truncated());
        try (JournalReader reader = JournalReader.open(journal)) {
            final List<byte[]> read = blocksOf(reader);
            assertEquals(appended.size(), read.size());
            for (int i = 0; i < read.size(); i++) {
                assertEquals(ByteBuffer.wrap(appended.get(i)), ByteBuffer.wrap(read.get(i)));
            }
            final JournalTotals totals = reader.totals();
            assertNotNull(totals);
            assertEquals(appended.size(), totals.blocks());
            assertTrue(String.valueOf(totals.error()).contains(NO_SPACE));
        }
    }

    @Test
    void shouldNotBeOutrunByAnotherWriter() throws Exception {
        final SinkWriter writer = begun(journal, 1);
        final TestBlocks blocks = new TestBlocks();
        append(writer, blocks, 0, 10);
        final CompletableFuture<Void> hog = CompletableFuture.runAsync(this::useUpAllSpace);
        long sequence = 10;
        IOException full = null;
        while (full == null) {
            try {
                append(writer, blocks, sequence, sequence + 1);
                sequence++;
            } catch (IOException e) {
                full = e;
            }
        }
        assertTrue(full.getMessage().contains(NO_SPACE), full.getMessage());
        hog.join();
        assertTrue(freeBytes(disk) < 1 << 20, "not full: " + freeBytes(disk));
        // There is no room even for END, and that is no reason to crash.
        writer.fail(full);
        writer.close();

        try (JournalReader reader = JournalReader.open(journal)) {
            final List<byte[]> read = blocksOf(reader);
            assertEquals(sequence, read.size());
            assertWhole(read, 0);
        }
    }

    @Test
    void shouldSurviveThatAPageCannotBeSupplied() throws Exception {
        final List<CaptureFileInfo> published = new ArrayList<>();
        final SinkWriter writer = begun(journal, 1, published);
        final TestBlocks blocks = new TestBlocks();
        for (int i = 0; i < 10; i++) {
            writer.onBlock(
                    blocks.begin(0, 1).fill(TestBlocks.SOME_TIME_NS + i, 1500).block());
        }
        try (var files = Files.newDirectoryStream(journal, "*.cq4");
                FileChannel file = FileChannel.open(files.iterator().next(), StandardOpenOption.WRITE)) {
            // The page that the next header needs is cut away beneath the mapping.
            file.truncate(1 << 20);
        }
        final IOException full = assertThrows(IOException.class, () -> fill(writer, blocks, new ArrayList<>()));
        assertTrue(full.getMessage().contains(NO_SPACE), full.getMessage());
        assertTrue(full.getCause() instanceof InternalError, String.valueOf(full.getCause()));
        writer.fail(full);
        writer.close();
        assertTrue(published.get(0).truncated());
        assertEquals(0, JournalFixture.openOrMapped(journal));
    }

    @Test
    void shouldNotStartOnAFullDisk() throws Exception {
        useUpAllSpace();

        final IOException full =
                assertThrows(IOException.class, () -> new JournalSink(journal).open(context(1, new ArrayList<>())));
        assertTrue(full.getMessage().contains(NO_SPACE), full.getMessage());
        Files.delete(disk.resolve("hog"));
        JournalFixture.record(journal, 2, 1);
    }

    private static void fill(SinkWriter writer, TestBlocks blocks, List<byte[]> appended) throws Exception {
        for (int i = 0; i < 1_000; i++) {
            blocks.begin(0, 1).fill(TestBlocks.SOME_TIME_NS + i, 1500);
            writer.onBlock(blocks.block());
            appended.add(JournalFixture.bytesOf(blocks.block()));
        }
    }

    private void useUpAllSpace() {
        final ByteBuffer page = ByteBuffer.allocateDirect(4096);
        try (FileChannel hog =
                FileChannel.open(disk.resolve("hog"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            while (hog.write(page.clear()) > 0) {
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            assertTrue(String.valueOf(e.getMessage()).contains(NO_SPACE), e.toString());
        }
    }
}
