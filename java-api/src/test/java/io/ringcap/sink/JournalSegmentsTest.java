package io.ringcap.sink;

import static io.ringcap.sink.JournalFixture.ETH0;
import static io.ringcap.sink.JournalFixture.append;
import static io.ringcap.sink.JournalFixture.assertWhole;
import static io.ringcap.sink.JournalFixture.blocksOf;
import static io.ringcap.sink.JournalFixture.context;
import static io.ringcap.sink.JournalFixture.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.FileOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal that is cut into segments: by size, time and packets. */
class JournalSegmentsTest {
    private static final long SEGMENT_BYTES = 1 << 20;

    @TempDir
    Path folder;

    @Test
    void shouldBeginASegmentWhenTheLastIsFull() throws Exception {
        recordInSegments(1, 1_000);

        final int segments = segments().size();
        assertTrue(segments >= 3, segments + " segments");
        try (JournalReader reader = JournalReader.open(folder)) {
            final List<byte[]> blocks = blocksOf(reader);
            assertEquals(1_000, blocks.size());
            assertWhole(blocks, 0);
            assertTrue(reader.isEnded());
        }
        // Each but the last is as full as a block leaves it.
        assertEquals(segments, (int) Math.ceil(1.0 * bytesOfBlocks(1_000) / SEGMENT_BYTES), 1);
    }

    @Test
    void shouldGoOnInANewSegmentWithEachSession() throws Exception {
        recordInSegments(1, 10);
        recordInSegments(2, 10);
        // Without any limit too: what another session left is not touched.
        record(folder, 3, 10);

        assertEquals(3, segments().size());
        try (JournalReader reader = JournalReader.open(folder)) {
            assertEquals(30, blocksOf(reader).size());
            final JournalSession session = reader.session();
            assertNotNull(session);
            assertEquals("capture_3", session.session().sessionId());
        }
    }

    @Test
    void shouldKeepAFileADayInAJournalThatWasBegunSo() throws Exception {
        record(folder, 1, 10);
        recordInSegments(2, 1_000);

        assertTrue(segments().size() >= 3);
        assertTrue(
                segments().stream().allMatch(name -> name.endsWith("F.cq4")),
                segments().toString());
        try (JournalReader reader = JournalReader.open(folder)) {
            final List<byte[]> blocks = blocksOf(reader);
            assertEquals(1_010, blocks.size());
            assertWhole(blocks.subList(10, 1_010), 0);
        }
        recordInSegments(3, 1_000);
        try (JournalReader reader = JournalReader.open(folder)) {
            assertEquals(2_010, blocksOf(reader).size());
        }
    }

    @Test
    void shouldBeginASegmentWhenItsTimeIsOver() throws Exception {
        final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-21T23:59:59.95Z"));
        final SinkWriter writer = writer(
                FileOptions.builder()
                        .rotateEvery(Duration.ofMillis(100))
                        .rotateAligned(true)
                        .build(),
                now::get);
        writer.begin(List.of(ETH0));
        final TestBlocks blocks = new TestBlocks();
        append(writer, blocks, 0, 2);
        now.set(now.get().plusMillis(49));
        append(writer, blocks, 2, 3);
        assertEquals(1, segments().size());
        now.set(now.get().plusMillis(1));
        append(writer, blocks, 3, 4);
        assertEquals(2, segments().size());
        now.set(now.get().plusMillis(99));
        append(writer, blocks, 4, 5);
        assertEquals(2, segments().size());
        // Nothing came for long: there is no empty segment for it.
        now.set(now.get().plusSeconds(10));
        append(writer, blocks, 5, 6);
        assertEquals(3, segments().size());
        writer.finish(List.of());
        writer.close();
        try (JournalReader reader = JournalReader.open(folder)) {
            assertWhole(blocksOf(reader), 0);
        }
    }

    @Test
    void shouldEndASegmentWhenItsTimeIsOverThoughNothingComes() throws Exception {
        final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-21T12:00:00Z"));
        final SinkWriter writer =
                writer(FileOptions.builder().rotateEvery(Duration.ofSeconds(1)).build(), now::get);
        writer.begin(List.of(ETH0));
        final TestBlocks blocks = new TestBlocks();
        append(writer, blocks, 0, 2);
        now.set(now.get().plusMillis(999));
        writer.onIdle();
        assertEquals(1, segments().size());
        now.set(now.get().plusMillis(1));
        writer.onIdle();
        final List<String> ended = segments();
        assertEquals(2, ended.size());
        assertTrue(JournalTimes.ofWhole(folder.resolve(ended.get(0)).toFile()).limit() > 0, "it is not complete");
        // One that holds nothing is not ended.
        now.set(now.get().plusSeconds(100));
        writer.onIdle();
        append(writer, blocks, 2, 3);
        assertEquals(2, segments().size());
        writer.finish(List.of());
        writer.close();
        try (JournalReader reader = JournalReader.open(folder)) {
            final List<byte[]> all = blocksOf(reader);
            assertEquals(3, all.size());
            assertWhole(all, 0);
            assertTrue(reader.isEnded());
        }
    }

    @Test
    void shouldBeginASegmentAfterSoManyPackets() throws Exception {
        final SinkWriter writer = writer(FileOptions.builder().rotatePackets(7).build(), InstantSource.system());
        writer.begin(List.of(ETH0));
        // Blocks of 1, 2, 3, 4, 5, 6, 7 packets.
        append(writer, new TestBlocks(), 0, 7);
        writer.finish(List.of());
        writer.close();

        assertEquals(5, segments().size());
    }

    private void recordInSegments(long number, int blocks) throws Exception {
        final SinkWriter writer = new JournalSink(
                        folder, FileOptions.builder().rotateBytes(SEGMENT_BYTES).build())
                .open(context(number, new ArrayList<>()));
        writer.begin(List.of(ETH0));
        append(writer, new TestBlocks(), 0, blocks);
        writer.finish(List.of());
        writer.close();
    }

    private SinkWriter writer(FileOptions options, InstantSource clock) throws IOException {
        return new JournalWriter(
                folder,
                JournalSink.lock(folder),
                context(1, new ArrayList<>()),
                options,
                clock.withZone(ZoneOffset.UTC));
    }

    private static long bytesOfBlocks(int count) {
        final TestBlocks blocks = new TestBlocks();
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += JournalFixture.bytesOf(JournalFixture.block(blocks, i)).length;
        }
        return bytes;
    }

    private List<String> segments() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".cq4"))
                    .sorted()
                    .toList();
        }
    }
}
