package io.ringcap.sink;

import static io.ringcap.sink.JournalFixture.ETH0;
import static io.ringcap.sink.JournalFixture.append;
import static io.ringcap.sink.JournalFixture.context;
import static io.ringcap.sink.JournalFixture.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.FileOptions;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A journal of five segments of ten blocks each, one of which somebody has damaged. */
class JournalDamageTest {
    private static final int SEGMENTS = 5;
    private static final int BLOCKS = 10;

    @TempDir
    Path folder;

    private List<Path> segments = List.of();

    /** What can happen to a segment. */
    private enum Damage {
        ZEROED_HEADER,
        EMPTY,
        FOREIGN_BYTES,
        ALL_ZEROS;

        void doTo(Path segment) throws IOException {
            try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
                switch (this) {
                    case ZEROED_HEADER -> file.write(new byte[4096]);
                    case EMPTY -> file.setLength(0);
                    case ALL_ZEROS -> {
                        file.setLength(0);
                        file.setLength(1 << 20);
                    }
                    case FOREIGN_BYTES -> {
                        file.setLength(0);
                        file.write("GIF89a is not what is looked for. "
                                .repeat(10_000)
                                .getBytes(StandardCharsets.UTF_8));
                    }
                    default -> throw new IllegalStateException(name());
                }
            }
        }
    }

    @BeforeEach
    void recordSegments() throws Exception {
        final SinkWriter writer = new JournalSink(
                        folder, FileOptions.builder().rotatePackets(10).build())
                .open(context(1, new ArrayList<>()));
        writer.begin(List.of(ETH0));
        final TestBlocks blocks = new TestBlocks();
        for (int i = 0; i < SEGMENTS * BLOCKS; i++) {
            writer.onBlock(blocks.begin(0, 1)
                    .packet(TestBlocks.SOME_TIME_NS + i, new byte[100])
                    .block());
        }
        writer.finish(List.of());
        writer.close();
        segments = JournalSegments.list(folder);
        assertEquals(SEGMENTS, segments.size());
    }

    @ParameterizedTest
    @CsvSource({
        "ZEROED_HEADER, 0", "ZEROED_HEADER, 2", "ZEROED_HEADER, 4",
        "EMPTY, 0", "EMPTY, 2", "EMPTY, 4",
        "FOREIGN_BYTES, 0", "FOREIGN_BYTES, 2", "FOREIGN_BYTES, 4",
        "ALL_ZEROS, 0", "ALL_ZEROS, 2", "ALL_ZEROS, 4"
    })
    void shouldGoOnBehindADamagedSegmentAndTellOfIt(Damage damage, int at) throws Exception {
        damage.doTo(segments.get(at));

        assertRead(segments.get(at));
        // Recovery and the next session say and keep it as well.
        final JournalRecovery recovered = assertTimeout(Duration.ofSeconds(5), () -> JournalRecovery.recover(folder));
        assertEquals((SEGMENTS - 1) * BLOCKS, recovered.blocks());
        assertEquals(1, recovered.damage().size(), recovered.toString());
        assertEquals(1, recovered.sessions());
        assertTimeout(Duration.ofSeconds(5), () -> record(folder, 2, 7));
        assertEquals(1, JournalRecovery.recover(folder).damage().size(), () -> names().toString());
        try (JournalReader reader = JournalReader.open(folder)) {
            final List<String> told = new ArrayList<>();
            assertEquals((SEGMENTS - 1) * BLOCKS + 7, read(reader, told, new HashSet<>()));
            assertEquals(1, told.size(), told.toString());
            assertTrue(reader.isEnded());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, SEGMENTS - 1})
    void shouldTellOfBlocksThatWereOverwrittenInASegment(int at) throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(segments.get(at).toFile(), "rw")) {
            final long middle = middleOf(segments.get(at));
            file.seek(middle);
            file.write(new byte[(int) Math.min(1 << 20, file.length() - middle)]);
        }
        try (JournalReader reader = JournalReader.open(folder)) {
            final List<String> told = new ArrayList<>();
            final Set<Long> times = new HashSet<>();
            final long blocks = read(reader, told, times);
            assertEquals(1, told.size(), told.toString());
            assertTrue(blocks >= (SEGMENTS - 1) * BLOCKS && blocks < SEGMENTS * BLOCKS, blocks + " blocks");
            assertEquals(blocks, times.size());
            assertEquals(segments.get(at), reader.damagedSegments().get(0).segment());
        }
    }

    @Test
    void shouldReadWhatIsLeftWhenTheOldestSegmentIsGoneAndNobodySaidSo() throws Exception {
        // As a kill leaves it that comes between removing a segment and noting that.
        Files.delete(segments.get(0));
        Files.delete(segments.get(1));
        try (JournalReader reader = JournalReader.open(folder)) {
            final List<String> told = new ArrayList<>();
            assertEquals((SEGMENTS - 2) * BLOCKS, read(reader, told, new HashSet<>()));
            assertEquals(List.of(), told);
        }
    }

    /** By hand, or by a writer that may not see this reader's process. */
    @ParameterizedTest
    @CsvSource({"1, 1", "5, 1", "10, 1", "1, 3", "10, 3"})
    void shouldTellOfSegmentsThatWereRemovedBeforeTheyWereRead(int readBefore, int removed) throws Exception {
        try (JournalReader reader = JournalReader.open(folder)) {
            final Set<Long> times = new HashSet<>();
            for (int i = 0; i < readBefore; i++) {
                assertTrue(reader.poll(block -> times.add(block.firstTimestampNs())));
            }
            for (Path each : segments.subList(1, 1 + removed)) {
                Files.delete(each);
            }
            for (int i = readBefore; i < BLOCKS; i++) {
                assertTrue(reader.poll(block -> times.add(block.firstTimestampNs())));
            }
            final IllegalStateException told =
                    assertThrows(IllegalStateException.class, () -> reader.poll(block -> times.add(0L)));
            assertTrue(told.getMessage().contains(segments.get(1) + " "), told.getMessage());
            assertTrue(
                    told.getMessage()
                            .contains(
                                    removed == 1
                                            ? " is missing; "
                                            : " and " + (removed - 1) + " more behind it are missing; "),
                    told.getMessage());
            assertEquals(segments.get(1), reader.damagedSegments().get(0).segment());

            final List<String> more = new ArrayList<>();
            read(reader, more, times);
            assertEquals(List.of(), more);
            assertEquals((SEGMENTS - removed) * BLOCKS, times.size(), "without the hole each block once");
            assertTrue(reader.isEnded());
        }
    }

    @Test
    void shouldTellOfSegmentsThatAreMissingBesideDamage() throws Exception {
        Damage.EMPTY.doTo(segments.get(2));
        Files.delete(segments.get(1));
        assertTold(2 * BLOCKS + BLOCKS, segments.get(1), segments.get(2));
    }

    @Test
    void shouldTellOfSegmentsThatAreMissingBehindOneWithoutItsEnd() throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(segments.get(0).toFile(), "rw")) {
            file.seek(middleOf(segments.get(0)));
            file.write(new byte[1 << 10]);
        }
        final long left;
        try (JournalReader reader = JournalReader.open(folder)) {
            left = read(reader, new ArrayList<>(), new HashSet<>());
        }
        Files.delete(segments.get(1));
        assertTold((int) left - BLOCKS, segments.get(0), segments.get(1));
    }

    /** A kill between Chronicle's header and the first block leaves a segment that is there and empty, and stays so. */
    @Test
    void shouldTellNothingOfASegmentThatWasBegunAndLeftEmpty() throws Exception {
        final JournalClock clock = new JournalClock(Clock.systemUTC());
        final SingleChronicleQueue queue = JournalQueues.forWriting(folder, clock, true);
        clock.start(queue.rollCycle().lengthInMillis(), queue.lastCycle());
        try (ExcerptAppender appender = queue.createAppender();
                DocumentContext first = appender.writingDocument()) {
            first.rollbackOnClose();
        }
        JournalQueues.close(queue);
        assertEquals(SEGMENTS + 1, JournalSegments.list(folder).size());
        record(folder, 2, 7);
        assertEquals(SEGMENTS + 2, JournalSegments.list(folder).size());
        assertTold(SEGMENTS * BLOCKS + 7);
    }

    /** As when the only segment of a journal is damaged, and the next session begins: its number follows. */
    @Test
    void shouldGoOnBehindTheNumbersThatWereSetAside() throws Exception {
        try (JournalReader reader = JournalReader.open(folder)) {
            assertEquals(SEGMENTS * BLOCKS, read(reader, new ArrayList<>(), new HashSet<>()));
            for (Path each : segments) {
                Files.move(each, Path.of(each + JournalSegments.SET_ASIDE));
            }
            record(folder, 2, 7);
            final List<String> told = new ArrayList<>();
            assertEquals(7, read(reader, told, new HashSet<>()));
            assertTrue(told.stream().noneMatch(text -> text.contains("missing")), told.toString());
        }
    }

    @Test
    void shouldTellOnceOfASegmentThatWasSetAsideWhileItWasReadBefore() throws Exception {
        try (JournalReader reader = JournalReader.open(folder)) {
            assertTrue(reader.poll(block -> {}));
            final Path aside = Path.of(segments.get(2) + JournalSegments.SET_ASIDE);
            Files.move(segments.get(2), aside);
            Files.delete(segments.get(3));
            final List<String> told = new ArrayList<>();
            assertEquals((SEGMENTS - 2) * BLOCKS - 1, read(reader, told, new HashSet<>()));
            assertEquals(
                    List.of(aside, segments.get(3)),
                    reader.damagedSegments().stream()
                            .map(DamagedSegment::segment)
                            .toList());
            assertEquals(2, told.size(), told.toString());
        }
    }

    @Test
    void shouldTellOfASegmentOfOthersBehindTheLast() throws Exception {
        final Path foreign = folder.resolve("29990101-0000.cq4");
        Damage.FOREIGN_BYTES.doTo(foreign);
        try (JournalReader reader = JournalReader.open(folder)) {
            final List<String> told = new ArrayList<>();
            assertEquals(SEGMENTS * BLOCKS, read(reader, told, new HashSet<>()));
            assertEquals(1, told.size(), told.toString());
            assertEquals(foreign, reader.damagedSegments().get(0).segment());
            // It is not in the way of what comes.
            record(folder, 2, 7);
            assertEquals(7, read(reader, told, new HashSet<>()));
            assertEquals(1, told.size(), told.toString());
        }
    }

    @Test
    void shouldFollowPastASegmentThatIsDamagedAtItsEnd() throws Exception {
        Damage.ZEROED_HEADER.doTo(segments.get(SEGMENTS - 1));
        try (JournalReader reader = JournalReader.open(folder)) {
            final List<String> told = new ArrayList<>();
            assertEquals((SEGMENTS - 1) * BLOCKS, read(reader, told, new HashSet<>()));
            assertEquals(1, told.size(), told.toString());
            final SinkWriter writer = JournalFixture.begun(folder, 2);
            append(writer, new TestBlocks(), 0, 7);
            assertEquals(7, read(reader, told, new HashSet<>()));
            append(writer, new TestBlocks(), 0, 3);
            assertEquals(3, read(reader, told, new HashSet<>()));
            writer.finish(List.of());
            writer.close();
            assertEquals(1, told.size(), told.toString());
        }
    }

    private void assertTold(int blocks, Path... told) throws Exception {
        try (JournalReader reader = JournalReader.open(folder)) {
            final Set<Long> times = new HashSet<>();
            assertEquals(blocks, read(reader, new ArrayList<>(), times));
            assertEquals(
                    List.of(told),
                    reader.damagedSegments().stream()
                            .map(DamagedSegment::segment)
                            .toList());
        }
    }

    private void assertRead(Path damaged) throws Exception {
        try (JournalReader reader = JournalReader.open(folder)) {
            for (int pass = 0; pass < 2; pass++) {
                final List<String> told = new ArrayList<>();
                final Set<Long> times = new HashSet<>();
                assertEquals(
                        (SEGMENTS - 1) * BLOCKS, assertTimeout(Duration.ofSeconds(5), () -> read(reader, told, times)));
                assertEquals((SEGMENTS - 1) * BLOCKS, times.size());
                assertEquals(1, told.size(), told.toString());
                assertTrue(told.get(0).contains(damaged.toString()), told.get(0));
                assertEquals(
                        List.of(damaged),
                        reader.damagedSegments().stream()
                                .map(DamagedSegment::segment)
                                .toList());
                // Told again when reading begins again.
                reader.toStart();
            }
        }
    }

    /** Reads to the end; returns how many blocks there were. */
    private static long read(JournalReader reader, List<String> told, Set<Long> times) throws Exception {
        final long[] blocks = new long[1];
        boolean isMore = true;
        while (isMore) {
            try {
                isMore = reader.poll(block -> {
                    blocks[0]++;
                    times.add(block.firstTimestampNs());
                });
            } catch (IllegalStateException e) {
                told.add(String.valueOf(e.getMessage()));
            }
        }
        return blocks[0];
    }

    /** Where the sixth block stands, or near it. */
    private static long middleOf(Path segment) {
        final long end = JournalTimes.ofWhole(segment.toFile()).getLong(JournalTimes.END_OFFSET);
        return end - 5 * 184;
    }

    private List<String> names() {
        final String[] names = folder.toFile().list();
        return names == null ? List.of() : List.of(names);
    }
}
