package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.message.CaptureFileInfo;
import io.ringcap.sink.CaptureRecovery;
import io.ringcap.testing.ChildJvm;
import io.ringcap.testing.Commands;
import io.ringcap.testing.PcapFiles;
import io.ringcap.testing.SequenceCheck;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process that records and is killed at a random moment: nothing that was older than the flush interval is lost. */
class KillTest {
    /** How long a packet may be on its way to the file, as the issue of files has it. */
    private static final int MOST_WAITING_FOR_THEIR_FOLDER = 32;

    private static final long FLUSH_US = 100_000;

    private static final long MOST_RECORDED_MS = 1_200;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"pcap,1048576,0", "pcapng,1048576,0", "pcap,2097152,4", "pcapng,2097152,4", "pcapng,1073741824,0"})
    void shouldFindEveryPacketAfterAKill(String format, long fileBytes, int keepFiles) throws Exception {
        final long seed = System.nanoTime();
        System.out.println("seed " + seed);
        killAndRecover(format, fileBytes, keepFiles, new Random(seed).nextLong(MOST_RECORDED_MS));
    }

    @Test
    @Tag("stress")
    void shouldFindEveryPacketAfterAHundredKills() throws Exception {
        final long seed = System.nanoTime();
        System.out.println("seed " + seed);
        final Random random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            killAndRecover(
                    i % 2 == 0 ? "pcap" : "pcapng",
                    i % 3 == 0 ? 1 << 30 : 1 << 20,
                    i % 3 == 1 ? 4 : 0,
                    random.nextLong(MOST_RECORDED_MS));
        }
    }

    private void killAndRecover(String format, long fileBytes, int keepFiles, long afterMs) throws Exception {
        final Path into = Files.createTempDirectory(folder, "killed");
        final long killedUsec = recordAndKill(into, format, fileBytes, keepFiles, afterMs);

        final CaptureRecovery.Report report = CaptureRecovery.recover(into);

        assertEquals(List.of(), report.problems());
        assertEquals(List.of(), leftovers(into));
        // The file at hand, and those that had their names already, but that nobody was told of.
        assertTrue(report.files().size() <= 1 + MOST_WAITING_FOR_THEIR_FOLDER, report::toString);
        final List<Path> files = filesIn(into);
        final SequenceCheck found = PcapFiles.sequences(files, folder);
        // All in order; only what a ring of files has written over is missing.
        assertTrue(keepFiles > 0 || found.missing() == 0, found.missing() + " missing in " + files);
        for (CaptureFileInfo file : report.files()) {
            assertTrue(file.recovered() && !file.truncated(), file.toString());
            assertEquals(
                    file.packets(),
                    PcapFiles.sequences(List.of(Path.of(file.filePath())), folder)
                            .packets());
            assertEquals(file.fileSize(), Files.size(Path.of(file.filePath())));
        }
        for (Path file : files) {
            // A reader of another make neither complains nor finds a cut packet.
            final String told = Commands.run("capinfos", "-M", "-c", file.toString());
            assertFalse(told.contains("cut short"), told);
        }
        final long lastUsec = lastTimestampUs(files.get(files.size() - 1));
        assertTrue(
                lastUsec >= killedUsec - FLUSH_US,
                () -> "the last packet is " + (killedUsec - lastUsec) / 1000 + " ms older than the kill, in " + files);
        assertEquals(List.of(), CaptureRecovery.recover(into).files(), "there is nothing left to recover");
    }

    /** Returns when it was killed. */
    private static long recordAndKill(Path into, String format, long fileBytes, int keepFiles, long afterMs)
            throws IOException, InterruptedException {
        final Process recording = new ChildJvm(KilledRecording.class)
                .start(into.toString(), format, Long.toString(fileBytes), Integer.toString(keepFiles), "150000");
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(recording.getInputStream(), StandardCharsets.UTF_8))) {
            assertEquals("started", said.readLine());
            // A first packet must have had its time.
            TimeUnit.MILLISECONDS.sleep(150 + afterMs);
            final long nowUsec = System.currentTimeMillis() * 1000;
            recording.destroyForcibly();
            assertTrue(recording.waitFor(20, TimeUnit.SECONDS));
            return nowUsec;
        }
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        }
    }

    private static List<Path> leftovers(Path folder) throws IOException {
        return filesIn(folder).stream()
                .filter(path ->
                        path.toString().endsWith(".part") || path.toString().endsWith(".commit"))
                .toList();
    }

    private long lastTimestampUs(Path file) throws IOException {
        final Path pcap =
                file.toString().endsWith(".pcap") ? file : PcapFiles.fromPcapng(file, folder.resolve("last.pcap"));
        final long[] last = {0};
        PcapFiles.read(pcap, (timestampNs, originalLength, data) -> last[0] = timestampNs / 1000);
        return last[0];
    }
}
