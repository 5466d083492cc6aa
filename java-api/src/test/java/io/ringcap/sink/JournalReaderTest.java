package io.ringcap.sink;

import static io.ringcap.sink.JournalFixture.ETH0;
import static io.ringcap.sink.JournalFixture.append;
import static io.ringcap.sink.JournalFixture.assertWhole;
import static io.ringcap.sink.JournalFixture.begun;
import static io.ringcap.sink.JournalFixture.blocksOf;
import static io.ringcap.sink.JournalFixture.context;
import static io.ringcap.sink.JournalFixture.openOrMapped;
import static io.ringcap.sink.JournalFixture.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.FileOptions;
import io.ringcap.packet.BlockLayout;
import io.ringcap.packet.BlockMemoryAccess;
import io.ringcap.packet.PacketBlock;
import io.ringcap.packet.PacketView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import net.openhft.chronicle.wire.Wires;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalReaderTest {
    @TempDir
    Path folder;

    @Test
    void shouldFollowASessionOfAnotherThread() throws Exception {
        final SinkWriter writer = new JournalSink(folder).open(context(1, new ArrayList<>()));
        try (JournalReader reader = JournalReader.open(folder)) {
            assertFalse(reader.poll(block -> {}));
            assertNull(reader.session());
            final CompletableFuture<Void> recording = CompletableFuture.runAsync(() -> {
                try {
                    writer.begin(List.of(ETH0));
                    append(writer, new TestBlocks(), 0, 20_000);
                    writer.finish(List.of());
                    writer.close();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            final List<byte[]> blocks = new ArrayList<>();
            assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
                while (!reader.isEnded()) {
                    if (!reader.poll(block -> blocks.add(JournalFixture.bytesOf(block)))) {
                        Thread.sleep(1);
                    }
                    if (recording.isCompletedExceptionally()) {
                        recording.join();
                    }
                }
            });
            recording.join();
            assertEquals(20_000, blocks.size());
            assertWhole(blocks, 0);
        }
    }

    @Test
    void shouldHandOverEachPacket() throws Exception {
        record(folder, 1, 8);

        try (JournalReader reader = JournalReader.open(folder)) {
            final List<Long> times = new ArrayList<>();
            final AtomicReference<PacketView> kept = new AtomicReference<>();
            int blocks = 0;
            while (reader.pollPackets(packet -> {
                times.add(packet.timestampNs());
                kept.set(packet);
                assertEquals(2000, packet.originalLength());
                assertEquals(0, packet.interfaceIndex());
            })) {
                blocks++;
            }
            assertEquals(8, blocks);
            assertEquals(1 + 2 + 3 + 4 + 5 + 6 + 7 + 1, times.size());
            assertEquals(TestBlocks.SOME_TIME_NS + 1000, times.get(1));
            assertThrows(IndexOutOfBoundsException.class, () -> kept.get().getByte(0));
        }
    }

    @Test
    void shouldDisarmABlockThatIsKept() throws Exception {
        record(folder, 1, 1);

        try (JournalReader reader = JournalReader.open(folder)) {
            final AtomicReference<PacketBlock> kept = new AtomicReference<>();
            assertTrue(reader.poll(kept::set));
            assertThrows(IndexOutOfBoundsException.class, () -> kept.get().packets());
        }
    }

    @Test
    void shouldCountABlockAsReadWhenItsHandlerThrows() throws Exception {
        record(folder, 1, 2);

        try (JournalReader reader = JournalReader.open(folder)) {
            assertThrows(
                    IOException.class,
                    () -> reader.poll(block -> {
                        throw new IOException("handler");
                    }));
            assertEquals(1, blocksOf(reader).size());
        }
    }

    @Test
    void shouldHoldNothingAfterCloseWhateverIsCalled() throws Exception {
        record(folder, 0, 10);
        final JournalReader reader = JournalReader.open(folder);
        assertTrue(reader.poll(block -> {}));
        reader.close();
        assertThrows(IllegalStateException.class, () -> reader.poll(block -> {}));
        assertThrows(IllegalStateException.class, () -> reader.pollPackets(packet -> {}));
        assertEquals(0, openOrMapped(folder));
        assertEquals(Set.of(), JournalHold.ofThisProcess());
    }

    @Test
    void shouldBeginAgainAtTheStart() throws Exception {
        record(folder, 1, 5);

        try (JournalReader reader = JournalReader.open(folder)) {
            assertEquals(5, blocksOf(reader).size());
            reader.toStart();
            assertFalse(reader.isEnded());
            assertWhole(blocksOf(reader), 0);
            assertTrue(reader.isEnded());
        }
    }

    @Test
    void shouldKnowTheSessionAfterAJumpIntoIt() throws Exception {
        record(folder, 1, 5);
        final SinkWriter writer = begun(folder, 2);
        final TestBlocks blocks = new TestBlocks();
        append(writer, blocks, 0, 1_000);
        try (JournalReader reader = JournalReader.open(folder)) {
            reader.toEnd();
            assertFalse(reader.poll(block -> {}));
            assertNull(reader.session());
            append(writer, blocks, 1_000, 1_010);

            final List<byte[]> read = blocksOf(reader);
            assertEquals(10, read.size());
            assertWhole(read, 1_000);
            assertSession(reader, "capture_2");
        }
        writer.finish(List.of());
        writer.close();
    }

    @Test
    void shouldBeginAFileADayAndFollowIntoIt() throws Exception {
        final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-21T23:59:00Z"));
        final TestBlocks blocks = new TestBlocks();
        try (JournalReader early = dayByDay(now, blocks);
                JournalReader reader = JournalReader.open(folder)) {
            final List<byte[]> followed = blocksOf(early);
            assertWhole(followed, 10);
            assertEquals(30, followed.size());
            assertSession(early, "capture_1");
            assertWhole(blocksOf(reader), 0);
            assertTrue(reader.isEnded());
        }
        // The clock of the second session is a month behind; its blocks still come last.
        now.set(Instant.parse("2026-10-21T00:00:00Z"));
        final SinkWriter writer = writer(now, 2);
        writer.begin(List.of(ETH0));
        append(writer, new TestBlocks(), 0, 1);
        writer.finish(List.of());
        writer.close();

        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(
                    4, files.filter(file -> file.toString().endsWith(".cq4")).count());
        }
        try (JournalReader reader = JournalReader.open(folder)) {
            assertEquals(41, blocksOf(reader).size());
            assertSession(reader, "capture_2");
        }
    }

    @Test
    void shouldSayWhereAJournalIsDamaged() throws Exception {
        record(folder, 1, 1);
        final SinkWriter writer = begun(folder, 2);
        final TestBlocks blocks = new TestBlocks();
        blocks.begin(0, 1).packet(TestBlocks.SOME_TIME_NS, new byte[100]);
        final PacketBlock bad = blocks.block();
        BlockMemoryAccess.memoryOf(bad).putInt(BlockLayout.MAGIC_OFFSET, 1);
        writer.onBlock(bad);
        final PacketBlock lying = blocks.begin(0, 1)
                .packet(TestBlocks.SOME_TIME_NS, new byte[100])
                .block();
        BlockMemoryAccess.memoryOf(lying).putInt(BlockLayout.HEADER_BYTES + BlockLayout.RECORD_CAPTURED_OFFSET, 101);
        writer.onBlock(lying);
        append(writer, blocks, 0, 1);
        writer.finish(List.of());
        writer.close();

        try (JournalReader reader = JournalReader.open(folder)) {
            assertTrue(reader.poll(block -> {}));
            final IllegalStateException noBlock =
                    assertThrows(IllegalStateException.class, () -> reader.poll(block -> {}));
            assertTrue(noBlock.getMessage().contains("excerpt 4 of"), noBlock.getMessage());
            final IllegalStateException noPacket =
                    assertThrows(IllegalStateException.class, () -> reader.pollPackets(packet -> {}));
            assertTrue(noPacket.getMessage().contains("excerpt 5 of"), noPacket.getMessage());
            assertTrue(reader.poll(block -> {}));
            assertFalse(reader.poll(block -> {}));
            assertTrue(reader.isEnded());
        }
    }

    @Test
    void shouldRefuseAFolderThatHoldsNoJournalAndLeaveItAlone() throws Exception {
        final Path empty = Files.createDirectory(folder.resolve("empty"));
        final Path file = Files.createFile(folder.resolve("file"));
        final Path missing = folder.resolve("missing");

        for (Path path : List.of(empty, file, missing)) {
            final IOException refused = assertThrows(IOException.class, () -> JournalReader.open(path));
            assertTrue(refused.getMessage().contains(path.toString()), refused.getMessage());
        }
        try (Stream<Path> files = Files.list(empty)) {
            assertEquals(0, files.count());
        }
        assertTrue(Files.notExists(missing));
    }

    @Test
    void shouldNotWaitForAJournalWhoseWriterWasKilledAtItsStart() throws Exception {
        final Path table = folder.resolve(JournalFolder.METADATA_FILE);
        final ByteBuffer unfinished =
                ByteBuffer.allocate(128 << 10).order(ByteOrder.nativeOrder()).putInt(0, Wires.NOT_COMPLETE);
        Files.write(table, unfinished.array());

        assertTimeout(Duration.ofSeconds(1), () -> {
            final IOException refused = assertThrows(IOException.class, () -> JournalReader.open(folder));
            assertTrue(refused.getMessage().contains(folder.toString()), refused.getMessage());
            record(folder, 1, 1);
        });
        try (JournalReader reader = JournalReader.open(folder)) {
            assertEquals(1, blocksOf(reader).size());
        }
    }

    @Test
    void shouldChangeNothing() throws Exception {
        record(folder, 1, 100);
        final List<String> before = snapshot();

        try (JournalReader reader = JournalReader.open(folder)) {
            reader.toEnd();
            reader.toStart();
            assertEquals(100, blocksOf(reader).size());
        }
        assertEquals(before, snapshot());
    }

    private JournalReader dayByDay(AtomicReference<Instant> now, TestBlocks blocks) throws Exception {
        final SinkWriter writer = writer(now, 1);
        writer.begin(List.of(ETH0));
        append(writer, blocks, 0, 10);
        final JournalReader early = JournalReader.open(folder);
        early.toEnd();
        for (int day = 1; day < 4; day++) {
            now.set(now.get().plus(Duration.ofDays(1)));
            append(writer, blocks, day * 10L, day * 10L + 10);
        }
        writer.finish(List.of());
        writer.close();
        return early;
    }

    private SinkWriter writer(AtomicReference<Instant> now, long number) throws IOException {
        final InstantSource source = now::get;
        final Clock clock = source.withZone(ZoneOffset.UTC);
        return new JournalWriter(
                folder, JournalSink.lock(folder), context(number, new ArrayList<>()), FileOptions.defaults(), clock);
    }

    private List<String> snapshot() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            final List<String> all = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                all.add(file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file) + " "
                        + Files.getAttribute(file, "unix:ctime"));
            }
            return all;
        }
    }

    private static void assertSession(JournalReader reader, String sessionId) {
        final JournalSession session = reader.session();
        assertNotNull(session);
        assertEquals(sessionId, session.session().sessionId());
    }
}
