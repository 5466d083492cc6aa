package io.ringcap.sink;

import static io.ringcap.sink.JournalFixture.ETH0;
import static io.ringcap.sink.JournalFixture.append;
import static io.ringcap.sink.JournalFixture.assertWhole;
import static io.ringcap.sink.JournalFixture.begun;
import static io.ringcap.sink.JournalFixture.blocksOf;
import static io.ringcap.sink.JournalFixture.context;
import static io.ringcap.sink.JournalFixture.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.ErrorCode;
import io.ringcap.packet.BlockLayout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.TableStoreWriteLock;
import net.openhft.chronicle.threads.Pauser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalSinkTest {
    @TempDir
    Path folder;

    @Test
    void shouldGiveBackEveryBlockByteForByte() throws Exception {
        final Path journal = folder.resolve("a/b");
        record(journal, 7, 500);

        try (JournalReader reader = JournalReader.open(journal)) {
            final List<byte[]> blocks = blocksOf(reader);

            assertEquals(500, blocks.size());
            assertWhole(blocks, 0);
            assertTrue(reader.isEnded());
            final JournalSession session = reader.session();
            assertNotNull(session);
            assertEquals("capture_7", session.session().sessionId());
            assertEquals("tcp port 7", session.filter());
            assertEquals(1_732_179_600_000_007L, session.startTsUsec());
            assertEquals(List.of(ETH0), session.interfaces());
            final JournalTotals totals = reader.totals();
            assertNotNull(totals);
            assertEquals(500, totals.blocks());
            assertFalse(totals.truncated());
            assertEquals(new InterfaceTotals(0, 500, 0, -1), totals.interfaces().get(0));
        }
    }

    @Test
    void shouldKeepTheLargestBlock() throws Exception {
        final TestBlocks blocks = new TestBlocks(16 << 20);
        final SinkWriter writer = begun(folder, 1);
        final byte[] packet = TestBlocks.bytes(BlockLayout.MAX_SNAPLEN, 3);
        blocks.begin(0, 1);
        while (blocks.hasRoomFor(packet.length)) {
            blocks.packet(TestBlocks.SOME_TIME_NS, packet);
        }
        final byte[] wanted = JournalFixture.bytesOf(blocks.block());
        // As many as it takes to cross a mapping of 256 MiB.
        for (int i = 0; i < 18; i++) {
            writer.onBlock(blocks.block());
        }
        writer.finish(List.of());
        writer.close();

        try (JournalReader reader = JournalReader.open(folder)) {
            int count = 0;
            while (reader.poll(block -> assertTrue(Arrays.equals(wanted, JournalFixture.bytesOf(block))))) {
                count++;
            }
            assertEquals(18, count);
        }
    }

    @Test
    void shouldAppendSessionsOneAfterTheOther() throws Exception {
        record(folder, 1, 3);
        record(folder, 2, 0);
        record(folder, 3, 2);

        try (JournalReader reader = JournalReader.open(folder)) {
            final List<String> sessions = new ArrayList<>();
            while (reader.poll(block -> sessions.add(sessionOf(reader)))) {
                assertFalse(reader.isEnded());
            }
            assertEquals(List.of("capture_1", "capture_1", "capture_1", "capture_3", "capture_3"), sessions);
            assertTrue(reader.isEnded());
        }
    }

    @Test
    void shouldPublishWhatTheFolderTakesOnDisk() throws Exception {
        final List<CaptureFileInfo> published = new ArrayList<>();
        final SinkWriter writer = begun(folder, 4, published);
        append(writer, new TestBlocks(), 0, 5_000);
        assertEquals(19_995, writer.writtenPackets());
        writer.finish(List.of());
        final long appended = writer.fileBytes();
        writer.close();

        assertEquals(1, published.size());
        final CaptureFileInfo info = published.get(0);
        assertEquals("journal", info.sink());
        assertEquals(folder.toAbsolutePath().toString(), info.filePath());
        assertEquals(19_995, info.packets());
        assertEquals(TestBlocks.SOME_TIME_NS / 1000, info.firstPacketTs());
        assertEquals((TestBlocks.SOME_TIME_NS + 4_999 * 1000 + 1) / 1000, info.lastPacketTs());
        assertFalse(info.truncated());
        assertEquals(folder.toAbsolutePath().toString(), writer.output());
        final long onDisk = diskUsage();
        assertTrue(info.fileSize() >= appended, info + " but " + appended + " bytes appended");
        // Index pages that were never touched, and the small files beside.
        assertTrue(Math.abs(onDisk - info.fileSize()) < 256 << 10, "du says " + onDisk + ", published " + info);
    }

    @Test
    void shouldRefuseASecondWriterAtOnce() throws Exception {
        final SinkWriter first = begun(folder, 1);
        final Path sameFolder = folder.resolve("../" + folder.getFileName());

        for (int i = 0; i < 2; i++) {
            final CaptureException refused = assertThrows(
                    CaptureException.class, () -> new JournalSink(sameFolder).open(context(2, new ArrayList<>())));
            assertEquals(ErrorCode.START_CREATE_FILE_FAILED, refused.code());
            assertTrue(refused.getMessage().contains("this process"), refused.getMessage());
        }
        append(first, new TestBlocks(), 0, 1);
        first.finish(List.of());
        first.close();
        record(folder, 3, 1);
    }

    @Test
    void shouldStartAtOnceAfterAKilledWriterThatHadOurProcessId() throws Exception {
        record(folder, 1, 1);
        final SingleChronicleQueue queue = JournalQueues.forWriting(folder, new JournalClock(Clock.systemUTC()), false);
        // Never unlocked, as by a kill in the middle of an excerpt; in a container our id may be that writer's.
        try (TableStoreWriteLock lock = new TableStoreWriteLock(queue.metaStore(), Pauser::balanced, 0L)) {
            lock.lock();
        }
        JournalQueues.close(queue);
        assertTrue(isLocked(folder), "closing the lock's handle has not freed it");

        assertTimeout(Duration.ofSeconds(1), () -> record(folder, 2, 1));
        try (JournalReader reader = JournalReader.open(folder)) {
            assertEquals(2, blocksOf(reader).size());
        }
    }

    private static boolean isLocked(Path journal) throws IOException {
        final SingleChronicleQueue queue = JournalQueues.forReading(journal);
        try (TableStoreWriteLock lock = new TableStoreWriteLock(queue.metaStore(), Pauser::balanced, 0L)) {
            return lock.locked();
        } finally {
            JournalQueues.close(queue);
        }
    }

    @Test
    void shouldKeepWhatWasAppendedWhenItFails() throws Exception {
        final List<CaptureFileInfo> published = new ArrayList<>();
        final SinkWriter writer = begun(folder, 1, published);
        append(writer, new TestBlocks(), 0, 10);
        writer.fail(new IOException("the reason"));
        writer.close();

        assertTrue(published.get(0).truncated());
        try (JournalReader reader = JournalReader.open(folder)) {
            assertWhole(blocksOf(reader), 0);
            final JournalTotals totals = reader.totals();
            assertNotNull(totals);
            assertTrue(totals.truncated());
            assertEquals("the reason", totals.error());
            assertEquals(10, totals.blocks());
        }
    }

    @Test
    void shouldCloseWithoutHavingRun() throws Exception {
        final SinkWriter writer = new JournalSink(folder).open(context(1, new ArrayList<>()));
        writer.close();
        writer.close();

        assertEquals(0, JournalFixture.openOrMapped(folder));
        record(folder, 2, 1);
    }

    @Test
    void shouldNotOpenItsFilesToOthers() throws Exception {
        final Path journal = folder.resolve("new/journal");
        record(journal, 1, 1);

        assertEquals("rwxr-x---", mode(journal));
        assertEquals("rwxr-x---", mode(journal.getParent()));
        try (Stream<Path> files = Files.list(journal)) {
            final List<Path> all = files.toList();
            assertEquals(4, all.size(), all.toString());
            for (Path file : all) {
                assertEquals("rw-r-----", mode(file), file.toString());
            }
        }
    }

    @Test
    void shouldNameTheFolderThatCannotBeMade() throws Exception {
        final Path file = Files.createFile(folder.resolve("file"));

        final IOException refused = assertThrows(
                IOException.class, () -> new JournalSink(file.resolve("below")).open(context(1, new ArrayList<>())));
        assertTrue(refused.getMessage().contains(file.toString()), refused.getMessage());
    }

    private static String sessionOf(JournalReader reader) {
        final JournalSession session = reader.session();
        return session == null ? "none" : session.session().sessionId();
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private long diskUsage() throws IOException {
        final Process du = new ProcessBuilder("du", "-s", "--block-size=1", folder.toString()).start();
        final String said = new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return Long.parseLong(said.substring(0, said.indexOf('\t')));
    }
}
