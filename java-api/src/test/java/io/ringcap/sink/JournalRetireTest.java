package io.ringcap.sink;

import static io.ringcap.sink.JournalFixture.ETH0;
import static io.ringcap.sink.JournalFixture.blocksOf;
import static io.ringcap.sink.JournalFixture.context;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.FileOptions;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.testing.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal that keeps only its newest segments. */
class JournalRetireTest {
    private static final long SEGMENT_BYTES = 1 << 20;
    private static final FileOptions KEEP_THREE =
            FileOptions.builder().rotateBytes(SEGMENT_BYTES).keepFiles(3).build();

    @TempDir
    Path folder;

    private final List<CaptureFileInfo> published = new ArrayList<>();
    private final TestBlocks blocks = new TestBlocks();
    private long sequence;

    @Test
    void shouldKeepSoManySegmentsAndCountWhatIsGone() throws Exception {
        final SinkWriter writer = begun(KEEP_THREE, 1);
        append(writer, 60);

        assertEquals(3, names(".cq4").size());
        assertEquals(3, names(".times").size());
        final long retired = writer.retiredPackets();
        assertTrue(retired > 0);
        writer.finish(List.of());
        writer.close();
        assertEquals(writer.writtenPackets(), retired + packets());
        assertEquals(packets(), published.get(0).packets(), "told is what can be read");
        assertNewest(60);
        try (JournalReader reader = JournalReader.open(folder)) {
            final List<Long> times = new ArrayList<>();
            while (reader.poll(block -> times.add(block.firstTimestampNs()))) {}
            assertEquals(times.get(0) / 1_000, published.get(0).firstPacketTs());
            final JournalTotals totals = reader.totals();
            assertNotNull(totals);
            assertEquals(writer.writtenPackets(), totals.packets());
            assertEquals(retired, totals.retiredPackets());
        }

        // The next session counts its own packets only.
        final SinkWriter second = begun(KEEP_THREE, 2);
        assertEquals(3, names(".cq4").size());
        append(second, 1);
        assertEquals(0, second.retiredPackets());
        second.finish(List.of());
        second.close();
    }

    @Test
    void shouldKeepSoManyBytes() throws Exception {
        final long keep = 5 * SEGMENT_BYTES;
        final SinkWriter writer = begun(
                FileOptions.builder().rotateBytes(SEGMENT_BYTES).keepBytes(keep).build(), 1);
        for (int i = 0; i < 60; i++) {
            append(writer, 1);
            assertTrue(allocated() <= keep + (64 << 10), allocated() + " bytes after block " + i);
        }
        writer.finish(List.of());
        writer.close();
        assertEquals(writer.writtenPackets(), writer.retiredPackets() + packets());
        assertNewest(60);
        assertTrue(names(".cq4").size() >= 4, names(".cq4").toString());
    }

    @Test
    void shouldRemoveWhatIsTooOldWhenASegmentBegins() throws Exception {
        final SinkWriter writer = begun(
                FileOptions.builder()
                        .rotateBytes(SEGMENT_BYTES)
                        .keepAge(Duration.ofHours(1))
                        .build(),
                1);
        append(writer, 20);
        assertEquals(0, writer.retiredPackets());
        final List<String> segments = names(".cq4");
        for (String name : segments.subList(0, 2)) {
            Files.setLastModifiedTime(
                    folder.resolve(name), FileTime.from(Instant.now().minus(Duration.ofMinutes(61))));
        }
        append(writer, 5);
        assertTrue(writer.retiredPackets() > 0);
        assertEquals(segments.get(2), names(".cq4").get(0));
        writer.finish(List.of());
        writer.close();
        assertNewest(25);
    }

    @Test
    void shouldLeaveWhatAReaderOfThisProcessIsAt() throws Exception {
        final SinkWriter writer = begun(KEEP_THREE, 1);
        append(writer, 1);
        try (JournalReader reader = JournalReader.open(folder)) {
            assertTrue(reader.poll(block -> assertEquals(0, block.sequence())));
            append(writer, 60);
            assertEquals(0, writer.retiredPackets());

            final List<byte[]> rest = blocksOf(reader);
            assertEquals(60, rest.size());
        }
        append(writer, 10);
        assertTrue(writer.retiredPackets() > 0);
        assertEquals(3, names(".cq4").size());
        writer.finish(List.of());
        writer.close();
        assertNewest(71);
    }

    @Test
    void shouldLeaveWhatAnotherProcessHasOpen() throws Exception {
        final SinkWriter writer = begun(KEEP_THREE, 1);
        append(writer, 1);
        final Process other = new ProcessBuilder("sleep", "60")
                .redirectInput(folder.resolve(names(".cq4").get(0)).toFile())
                .start();
        try {
            append(writer, 60);
            assertEquals(0, writer.retiredPackets());
        } finally {
            other.destroyForcibly().waitFor();
        }
        append(writer, 10);
        assertEquals(3, names(".cq4").size());
        writer.finish(List.of());
        writer.close();
    }

    @Test
    void shouldNotLeaveAHoleForAReaderThatFollows() throws Exception {
        final SinkWriter writer = new JournalSink(folder, KEEP_THREE).open(context(1, new ArrayList<>()));
        final CountDownLatch isFollowed = new CountDownLatch(1);
        try (JournalReader reader = JournalReader.open(folder)) {
            final CompletableFuture<Void> recording = CompletableFuture.runAsync(() -> {
                try {
                    writer.begin(List.of(ETH0));
                    append(writer, 1);
                    isFollowed.await();
                    append(writer, 1_000);
                    writer.finish(List.of());
                    writer.close();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            final long[] next = new long[1];
            while (!reader.isEnded() && !recording.isCompletedExceptionally()) {
                if (reader.poll(block -> assertEquals(next[0]++, block.sequence()))) {
                    isFollowed.countDown();
                }
            }
            recording.join();
            assertEquals(1_001, next[0]);
        }
        assertTrue(writer.retiredPackets() > 0);
    }

    @Test
    void shouldHoldASegmentAtEachMomentWhileItIsRead() throws Exception {
        final SinkWriter writer =
                begun(FileOptions.builder().rotateBytes(256 << 10).build(), 1);
        append(writer, 400);
        writer.finish(List.of());
        writer.close();
        try (JournalReader reader = JournalReader.open(folder)) {
            assertTrue(reader.poll(block -> {}));
            final AtomicBoolean isRead = new AtomicBoolean();
            final CompletableFuture<Integer> looks = CompletableFuture.supplyAsync(() -> {
                int count = 0;
                while (!isRead.get()) {
                    assertFalse(JournalHold.ofThisProcess().isEmpty(), "a writer would have removed what is read next");
                    count++;
                }
                return count;
            });
            while (reader.poll(block -> {})) {}
            isRead.set(true);
            assertTrue(looks.get() > 1_000, looks.get() + " looks");
            final List<String> segments = names(".cq4");
            assertEquals(
                    Set.of(folder.toRealPath() + "/" + segments.get(segments.size() - 1)), JournalHold.ofThisProcess());
        }
        assertEquals(Set.of(), JournalHold.ofThisProcess());
    }

    @Test
    void shouldReadASpanOfTimeThoughItsBeginningIsGone() throws Exception {
        final SinkWriter writer = begun(KEEP_THREE, 1);
        append(writer, 60);
        writer.finish(List.of());
        writer.close();

        final long lastNs = TestBlocks.SOME_TIME_NS + 59_000_000;
        try (JournalReader reader =
                JournalReader.open(folder).select(new PacketSelection("", TestBlocks.SOME_TIME_NS, lastNs))) {
            final List<Long> numbers = new ArrayList<>();
            while (reader.poll(block -> numbers.add(block.sequence()))) {}
            assertEquals(59, numbers.get(numbers.size() - 1));
            assertFalse(numbers.contains(0L));
        }
    }

    private SinkWriter begun(FileOptions options, long number) throws IOException {
        final SinkWriter writer = new JournalSink(folder, options).open(context(number, published));
        writer.begin(List.of(ETH0));
        return writer;
    }

    private void append(SinkWriter writer, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            writer.onBlock(blocks.begin(0, 1)
                    .fill(TestBlocks.SOME_TIME_NS + sequence++ * 1_000_000, 1500)
                    .block());
        }
    }

    private long packets() throws Exception {
        final long[] packets = new long[1];
        try (JournalReader reader = JournalReader.open(folder)) {
            while (reader.poll(block -> packets[0] += block.packets())) {}
        }
        return packets[0];
    }

    /** What is left are the last blocks without a gap. */
    private void assertNewest(long end) throws Exception {
        final List<Long> numbers = new ArrayList<>();
        try (JournalReader reader = JournalReader.open(folder)) {
            while (reader.poll(block -> numbers.add(block.sequence()))) {}
            assertTrue(reader.isEnded());
        }
        assertFalse(numbers.isEmpty());
        for (int i = 0; i < numbers.size(); i++) {
            assertEquals(end - numbers.size() + i, numbers.get(i));
        }
    }

    private long allocated() throws IOException {
        long bytes = 0;
        for (String name : names(".cq4")) {
            // In units of 512 bytes, whatever the file system's blocks are.
            bytes += blocksOnDisk(folder.resolve(name));
        }
        return bytes;
    }

    private static long blocksOnDisk(Path file) throws IOException {
        final String said = Commands.run("stat", "-c", "%b", file.toString());
        return Long.parseLong(said.strip()) * 512;
    }

    private List<String> names(String suffix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }
}
