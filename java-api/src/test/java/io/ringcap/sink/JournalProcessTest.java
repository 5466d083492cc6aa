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
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.FileOptions;
import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import io.ringcap.testing.Waits;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalProcessTest {
    private static final long FOR_EVER = Long.MAX_VALUE;
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    @TempDir
    Path folder;

    @Test
    void shouldBeFollowedByAnotherProcess() throws Exception {
        final SinkWriter writer = begun(folder, 1);
        final TestBlocks blocks = new TestBlocks();
        final Process tail = JournalChild.start("tail", folder.toString());
        try {
            append(writer, blocks, 0, 1_000);
            awaitGoing(tail);
            append(writer, blocks, 1_000, 10_000);
            writer.finish(List.of());
            writer.close();

            assertEquals("10000", JournalChild.outputOf(tail));
        } finally {
            tail.destroyForcibly();
        }
    }

    @Test
    void shouldBeFollowedFromSegmentToSegmentThoughOldOnesGo() throws Exception {
        final FileOptions options =
                FileOptions.builder().rotateBytes(256 << 10).keepFiles(2).build();
        final SinkWriter writer = new JournalSink(folder, options).open(context(1, new ArrayList<>()));
        writer.begin(List.of(ETH0));
        final TestBlocks blocks = new TestBlocks();
        append(writer, blocks, 0, 1);
        final Process tail = JournalChild.start("tail", folder.toString());
        try {
            awaitGoing(tail);
            // It has opened the journal, and may be at any place of the first segment from now on.
            Waits.until(
                    Duration.ofSeconds(20), () -> hasSegmentMapped(tail), "the other process has not begun to read");
            append(writer, blocks, 1, 20_000);
            writer.finish(List.of());
            writer.close();

            assertEquals("20000", JournalChild.outputOf(tail));
            assertTrue(writer.retiredPackets() > 0, "nothing was removed");
        } finally {
            tail.destroyForcibly();
        }
    }

    private static boolean hasSegmentMapped(Process process) throws IOException {
        try (Stream<String> mappings = Files.lines(Path.of("/proc/" + process.pid() + "/maps"))) {
            return mappings.anyMatch(line -> line.endsWith(".cq4"));
        }
    }

    @RepeatedTest(5)
    void shouldLeaveWholeBlocksWhenItsWriterIsKilled(RepetitionInfo repetition) throws Exception {
        kill(repetition.getCurrentRepetition() * 23L);
        final int found;
        try (JournalReader reader = JournalReader.open(folder)) {
            final List<byte[]> blocks = blocksOf(reader);
            found = blocks.size();
            assertTrue(found > 100, found + " blocks");
            assertWhole(blocks, 0);
            assertFalse(reader.isEnded());

            final long startNs = System.nanoTime();
            record(folder, 2, 50);
            final long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
            assertTrue(tookMs < 5_000, "the next writer took " + tookMs + " ms");
            // The reader that was there before the crash goes on into the next session.
            assertWhole(blocksOf(reader), 0);
            assertTrue(reader.isEnded());
        }
        try (JournalReader reader = JournalReader.open(folder)) {
            assertEquals(found + 50, blocksOf(reader).size());
        }
    }

    @Test
    void shouldRefuseAWriterWhileAnotherProcessWrites() throws Exception {
        final Process writer = JournalChild.start("write", folder.toString(), Long.toString(FOR_EVER));
        try {
            awaitGoing(writer);

            final CaptureException refused = assertThrows(CaptureException.class, () -> begun(folder, 2));
            assertEquals(ErrorCode.START_CREATE_FILE_FAILED, refused.code());
            assertTrue(refused.getMessage().contains("process " + writer.pid()), refused.getMessage());
        } finally {
            kill(writer);
        }
        final SinkWriter here = begun(folder, 3);
        final String said = JournalChild.outputOf(JournalChild.start("write", folder.toString(), "1"));
        assertTrue(said.contains("process " + ProcessHandle.current().pid()), said);
        here.close();
    }

    @Test
    void shouldNameTheFlagsThatAreMissing() throws Exception {
        for (List<String> flags : List.of(List.<String>of(), JournalChild.FLAGS.subList(0, 1))) {
            final String said = JournalChild.outputOf(JournalChild.start(
                    flags, CLASS_PATH, "write", folder.resolve("none").toString(), "1"));
            assertTrue(said.contains(JournalRuntime.OPENS_FLAG), said);
            assertEquals(flags.isEmpty(), said.contains(JournalRuntime.EXPORTS_FLAG), said);
        }
        assertFalse(folder.resolve("none").toFile().exists());
    }

    @Test
    void shouldNameTheJarThatIsMissing() throws Exception {
        for (String jar : List.of("chronicle-queue", "chronicle-wire")) {
            final String without = Arrays.stream(CLASS_PATH.split(File.pathSeparator, -1))
                    .filter(entry -> !entry.contains(jar))
                    .collect(Collectors.joining(File.pathSeparator));
            final String said = JournalChild.outputOf(
                    JournalChild.start(JournalChild.FLAGS, without, "write", folder.toString(), "1"));
            assertTrue(said.contains("needs " + jar + ","), said);
            assertTrue(said.contains(JournalRuntime.COORDINATES), said);
        }
    }

    @Test
    void shouldPrintNothingAndCallNobody() throws Exception {
        final Process child = JournalChild.start("write", folder.toString(), "50");

        assertEquals("", JournalChild.outputOf(child));
        assertEquals(0, child.exitValue());
        assertThrows(
                ClassNotFoundException.class,
                () -> Class.forName("net.openhft.chronicle.analytics.Analytics"),
                "chronicle-analytics reports to its vendor");
    }

    private void kill(long afterMs) throws Exception {
        final Process writer = JournalChild.start("write", folder.toString(), Long.toString(FOR_EVER));
        try {
            awaitGoing(writer);
            TimeUnit.MILLISECONDS.sleep(afterMs);
        } finally {
            kill(writer);
        }
    }

    private static void kill(Process process) throws InterruptedException {
        process.destroyForcibly();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    }

    private static void awaitGoing(Process child) throws Exception {
        final List<Character> line = new ArrayList<>();
        for (int c = child.getInputStream().read();
                c >= 0 && c != '\n';
                c = child.getInputStream().read()) {
            line.add((char) c);
        }
        assertEquals("going", line.stream().map(String::valueOf).collect(Collectors.joining()));
    }
}
