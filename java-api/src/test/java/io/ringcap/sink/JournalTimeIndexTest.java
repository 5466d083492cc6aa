package io.ringcap.sink;

import static io.ringcap.sink.JournalFixture.ETH0;
import static io.ringcap.sink.JournalFixture.context;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.FileOptions;
import io.ringcap.message.CaptureInterface;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replaying a span of time: the same packets as by reading all, and little more than them is read. */
class JournalTimeIndexTest {
    private static final CaptureInterface ETH1 =
            new CaptureInterface(1, "eth1", 1, 262_144, 2_097_152L, 3, "host", true, false);

    /** About 100 MB. */
    private static final int BLOCKS = 400;

    private static final long BLOCK_NS = 1_000_000;
    private static final long START_NS = TestBlocks.SOME_TIME_NS;

    @TempDir
    Path folder;

    @Test
    void shouldReadLittleMoreThanTheSpan() throws Exception {
        for (FileOptions options : List.of(
                FileOptions.defaults(),
                FileOptions.builder().rotateBytes(8 << 20).build())) {
            final Path journal = folder.resolve("rotating_" + options.isRotating());
            record(journal, options, 1);
            final PacketSelection middle =
                    new PacketSelection("", START_NS + 200 * BLOCK_NS, START_NS + 203 * BLOCK_NS);
            final long read = assertSameAsByReadingAll(journal, middle);
            assertTrue(read < 60, read + " of " + BLOCKS + " blocks were read, rotating " + options.isRotating());
            assertTrue(assertSameAsByReadingAll(journal, new PacketSelection("", 0, START_NS - 1)) < 60);
            assertTrue(assertSameAsByReadingAll(journal, new PacketSelection("", START_NS * 2, Long.MAX_VALUE)) < 60);
        }
    }

    @Test
    void shouldFindEachPacketThoughTimesOverlap() throws Exception {
        final FileOptions options = FileOptions.builder().rotateBytes(32 << 20).build();
        recordOverlapping(options);
        recordOverlapping(FileOptions.defaults());

        final Random random = new Random(7);
        for (int i = 0; i < 20; i++) {
            final long from = START_NS + random.nextLong(BLOCKS * BLOCK_NS);
            assertSameAsByReadingAll(
                    folder, new PacketSelection("", from, from + random.nextLong(BLOCKS * BLOCK_NS / 4)));
        }
    }

    @Test
    void shouldReadAllWhereTheIndexIsTornOrWrongOrGone() throws Exception {
        record(folder, FileOptions.defaults(), 1);
        final Path index = index();
        final byte[] good = Files.readAllBytes(index);
        assertTrue(good.length >= 20 * JournalTimes.RECORD_BYTES, good.length + " bytes of index");
        final PacketSelection span = new PacketSelection("", START_NS + 300 * BLOCK_NS, START_NS + 301 * BLOCK_NS);
        final long whole = assertSameAsByReadingAll(folder, span);

        // As a writer leaves it that was killed in the middle of a record.
        Files.write(index, Arrays.copyOf(good, good.length / 2 + 3));
        final long torn = assertSameAsByReadingAll(folder, span);
        assertTrue(torn > whole + 50, torn + " and " + whole);
        // Zeros, as a power failure leaves them.
        Files.write(index, new byte[good.length]);
        assertTrue(assertSameAsByReadingAll(folder, span) > BLOCKS);
        Files.delete(index);
        assertTrue(assertSameAsByReadingAll(folder, span) > BLOCKS);
        // The next session indexes its own blocks, and only those.
        record(folder, FileOptions.defaults(), 2);
        final long second = assertSameAsByReadingAll(folder, span);
        assertTrue(second > BLOCKS && second < BLOCKS + 60, second + " blocks");
    }

    @Test
    void shouldNotBelieveAnIndexOfExcerptsThatAreNotThere() throws Exception {
        record(folder, FileOptions.defaults(), 1);
        final var ahead = JournalTimes.records(1);
        JournalTimes.put(ahead, 1L << 40, 1L << 62, 0, 1, 100);
        final byte[] bytes = new byte[JournalTimes.RECORD_BYTES];
        ahead.get(0, bytes);
        Files.write(index(), bytes, StandardOpenOption.APPEND);
        record(folder, FileOptions.defaults(), 2);
        assertSameAsByReadingAll(folder, new PacketSelection("", START_NS + 300 * BLOCK_NS, START_NS + 301 * BLOCK_NS));
    }

    @Test
    void shouldKnowTheSessionItArrivesIn() throws Exception {
        final FileOptions options = FileOptions.builder().rotateBytes(8 << 20).build();
        record(folder, options, 1);
        record(folder, options, 2);

        try (JournalReader reader = JournalReader.open(folder)) {
            reader.select(new PacketSelection("", START_NS + 390 * BLOCK_NS, Long.MAX_VALUE));
            final List<String> sessions = new ArrayList<>();
            while (reader.poll(block -> {
                final JournalSession session = reader.session();
                assertNotNull(session);
                sessions.add(session.session().sessionId());
            })) {}
            assertEquals(20, sessions.size());
            assertEquals("capture_1", sessions.get(9));
            assertEquals("capture_2", sessions.get(10));
            assertTrue(reader.isEnded());
        }
    }

    private void record(Path journal, FileOptions options, long number) throws Exception {
        final SinkWriter writer = new JournalSink(journal, options).open(context(number, new ArrayList<>()));
        writer.begin(List.of(ETH0));
        final TestBlocks blocks = new TestBlocks();
        for (int i = 0; i < BLOCKS; i++) {
            writer.onBlock(
                    blocks.begin(0, 1).fill(START_NS + i * BLOCK_NS, 1500).block());
        }
        writer.finish(List.of());
        writer.close();
    }

    /** Two interfaces, one of which is late by up to a quarter of the time, and packets that are not in order. */
    private void recordOverlapping(FileOptions options) throws Exception {
        final SinkWriter writer = new JournalSink(folder, options).open(context(1, new ArrayList<>()));
        writer.begin(List.of(ETH0, ETH1));
        final TestBlocks blocks = new TestBlocks();
        final Random random = new Random(3);
        for (int i = 0; i < BLOCKS; i++) {
            final long late = i % 2 == 0 ? 0 : random.nextLong(BLOCKS * BLOCK_NS / 4);
            final long timeNs = START_NS + i * BLOCK_NS - late;
            blocks.begin(i % 2, 1);
            if (i % 5 == 0) {
                blocks.packet(timeNs, new byte[9]);
                blocks.packet(timeNs - random.nextLong(BLOCKS * BLOCK_NS), new byte[10]);
                blocks.packet(timeNs + random.nextLong(BLOCKS * BLOCK_NS), new byte[10]);
            }
            writer.onBlock(blocks.fill(timeNs, 1500).block());
        }
        writer.finish(List.of());
        writer.close();
    }

    /** Returns how many blocks were read. */
    private static long assertSameAsByReadingAll(Path journal, PacketSelection span) throws Exception {
        final List<String> wanted = new ArrayList<>();
        try (JournalReader reader = JournalReader.open(journal)) {
            while (reader.pollPackets(packet -> {
                if (packet.timestampNs() >= span.fromNs() && packet.timestampNs() <= span.toNs()) {
                    wanted.add(packet.timestampNs() + " " + packet.interfaceIndex() + " " + packet.capturedLength());
                }
            })) {}
        }
        final List<String> found = new ArrayList<>();
        try (JournalReader reader = JournalReader.open(journal).select(span)) {
            while (reader.pollPackets(packet ->
                    found.add(packet.timestampNs() + " " + packet.interfaceIndex() + " " + packet.capturedLength()))) {}
            assertEquals(wanted, found);
            assertTrue(reader.isEnded());
            return reader.blocksRead();
        }
    }

    private Path index() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".times"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
