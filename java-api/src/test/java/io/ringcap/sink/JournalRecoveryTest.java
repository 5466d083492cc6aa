package io.ringcap.sink;

import static io.ringcap.sink.JournalFixture.append;
import static io.ringcap.sink.JournalFixture.begun;
import static io.ringcap.sink.JournalFixture.blocksOf;
import static io.ringcap.sink.JournalFixture.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.FileOptions;
import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.SessionId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is in a journal after its writer was killed. */
class JournalRecoveryTest {
    private static final int ROUNDS = 10;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"0, 0", "262144, 0", "262144, 4"})
    void shouldHoldEachBlockThatWasWrittenBeforeTheKill(long segmentBytes, int keepFiles) throws Exception {
        final Random random = new Random(segmentBytes + keepFiles);
        for (int round = 1; round <= ROUNDS; round++) {
            final long told = killedAfter(random.nextInt(150), round, segmentBytes, keepFiles);
            final boolean isRetiring = keepFiles > 0;

            final long found = assertTimeout(Duration.ofSeconds(10), this::assertLastSessionWhole);
            assertTrue(found >= told, "blocks " + told + " were written, " + found + " were found");
            if (round % 2 == 0) {
                // The next session appends, whether the journal was recovered or not.
                continue;
            }
            final JournalRecovery recovered = JournalRecovery.recover(folder);
            final SessionId ended = recovered.ended();
            assertNotNull(ended);
            assertEquals("capture_" + round, ended.sessionId());
            assertEquals(List.of(), recovered.damage());
            assertTrue(isRetiring || recovered.sessions() == round, recovered.toString());
            assertTrue(recovered.blocks() > 0);
            try (JournalReader reader = JournalReader.open(folder)) {
                final long[] counts = new long[2];
                while (reader.poll(block -> {
                    counts[0]++;
                    counts[1] += block.packets();
                })) {}
                assertEquals(recovered.blocks(), counts[0]);
                assertEquals(recovered.packets(), counts[1]);
                final JournalTotals totals = reader.totals();
                assertNotNull(totals);
                assertTrue(totals.truncated());
                assertTrue(String.valueOf(totals.error()).endsWith("recovered"), totals.error());
            }
        }
    }

    @Test
    void shouldSayWhichSessionsHaveNoEndAndEndTheLast() throws Exception {
        record(folder, 1, 5);
        abandon(2, 10);
        abandon(3, 7);

        final JournalRecovery first = JournalRecovery.recover(folder);
        assertEquals(3, first.sessions());
        assertEquals(22, first.blocks());
        assertEquals(List.of("capture_2", "capture_3"), names(first.unfinished()));
        final SessionId ended = first.ended();
        assertNotNull(ended);
        assertEquals("capture_3", ended.sessionId());
        try (JournalReader reader = JournalReader.open(folder)) {
            assertEquals(22, blocksOf(reader).size());
            assertTrue(reader.isEnded());
            final JournalTotals totals = reader.totals();
            assertNotNull(totals);
            assertEquals(7, totals.blocks());
        }
        final JournalRecovery second = JournalRecovery.recover(folder);
        assertNull(second.ended());
        assertEquals(first.packets(), second.packets());
        assertEquals(List.of("capture_2"), names(second.unfinished()));
    }

    @Test
    void shouldLetAReaderThatFollowsStopWaiting() throws Exception {
        abandon(1, 10);
        try (JournalReader reader = JournalReader.open(folder)) {
            assertEquals(10, blocksOf(reader).size());
            assertFalse(reader.isEnded());
            JournalRecovery.recover(folder);
            assertEquals(0, blocksOf(reader).size());
            assertTrue(reader.isEnded());
            assertNotNull(reader.session());
        }
    }

    @Test
    void shouldRefuseAJournalThatIsWritten() throws Exception {
        final SinkWriter writer = begun(folder, 1);
        final CaptureException refused = assertThrows(CaptureException.class, () -> JournalRecovery.recover(folder));
        assertEquals(ErrorCode.START_CREATE_FILE_FAILED, refused.code());
        writer.finish(List.of());
        writer.close();
        assertThrows(IOException.class, () -> JournalRecovery.recover(folder.resolve("none")));
    }

    @Test
    void shouldGoOnAfterAKillInTheMiddleOfMakingASegment() throws Exception {
        for (int bytes : new int[] {0, 80 << 20}) {
            final Path journal = folder.resolve("cut_" + bytes);
            final SinkWriter writer = new JournalSink(
                            journal, FileOptions.builder().rotatePackets(100).build())
                    .open(JournalFixture.context(1, new ArrayList<>()));
            writer.begin(List.of(JournalFixture.ETH0));
            append(writer, new TestBlocks(), 0, 100);
            writer.close();
            try (RandomAccessFile next =
                    new RandomAccessFile(journal.resolve("29990101-0000.cq4").toFile(), "rw")) {
                next.setLength(bytes);
            }
            assertTimeout(Duration.ofSeconds(3), () -> {
                final JournalRecovery recovered = JournalRecovery.recover(journal);
                assertEquals(100, recovered.blocks());
                record(journal, 2, 10);
            });
            try (JournalReader reader = JournalReader.open(journal)) {
                assertEquals(110, blocksOf(reader).size());
            }
        }
    }

    /** Closes without an end, which looks to others as if the writer had been killed between two blocks. */
    private void abandon(long number, int blocks) throws Exception {
        final SinkWriter writer = begun(folder, number);
        append(writer, new TestBlocks(), 0, blocks);
        writer.close();
    }

    /** Returns how many blocks the writer said to have written before it was killed. */
    private long killedAfter(long delayMs, long number, long segmentBytes, int keepFiles) throws Exception {
        final Process writer = JournalChild.start(
                "load",
                folder.toString(),
                Long.toString(number),
                Long.toString(segmentBytes),
                Integer.toString(keepFiles));
        try (BufferedReader said = writer.inputReader(StandardCharsets.UTF_8)) {
            String last = said.readLine();
            assertNotNull(last, "the writer has not begun");
            final long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delayMs);
            while (System.nanoTime() < endNs) {
                final String line = said.readLine();
                last = line == null ? last : line;
            }
            writer.destroyForcibly().waitFor();
            return Long.parseLong(last);
        } finally {
            writer.destroyForcibly();
        }
    }

    /** Compares each block of the last session, byte for byte, and returns how many it has had. */
    private long assertLastSessionWhole() throws Exception {
        final String[] sessionId = {""};
        final long[] next = new long[1];
        final TestBlocks[] expected = {new TestBlocks()};
        final long[] made = new long[1];
        try (JournalReader reader = JournalReader.open(folder)) {
            while (reader.poll(block -> {
                final JournalSession session = reader.session();
                assertNotNull(session);
                if (!session.session().sessionId().equals(sessionId[0])) {
                    sessionId[0] = session.session().sessionId();
                    expected[0] = new TestBlocks();
                    made[0] = 0;
                    next[0] = block.sequence();
                }
                assertEquals(next[0]++, block.sequence());
                while (made[0] < block.sequence()) {
                    JournalFixture.block(expected[0], made[0]++);
                }
                assertEquals(
                        ByteBuffer.wrap(JournalFixture.bytesOf(JournalFixture.block(expected[0], made[0]++))),
                        ByteBuffer.wrap(JournalFixture.bytesOf(block)));
            })) {}
        }
        return next[0];
    }

    private static List<String> names(List<SessionId> sessions) {
        return sessions.stream().map(SessionId::sessionId).toList();
    }
}
