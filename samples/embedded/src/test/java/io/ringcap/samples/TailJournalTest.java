package io.ringcap.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.testing.ChildJvm;
import io.ringcap.testing.LiveNetwork;
import io.ringcap.testing.PcapFiles;
import io.ringcap.testing.SendOptions;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs two samples in JVMs of their own: one follows the journal that the other records. */
final class TailJournalTest {
    @TempDir
    private Path folder;

    @Test
    void shouldFollowWhatAnotherJvmRecords() throws Exception {
        LiveNetwork.assumeLive();
        final Path journal = folder.resolve("journal");
        try (LiveNetwork network = LiveNetwork.withReceiverInOwnNamespace()) {
            final Process recorder = start(FirstCapture.class, network.receiver(0), folder.toString(), "8");
            try (BufferedReader recorded = recorder.inputReader()) {
                assertEquals("capturing on " + network.receiver(0), recorded.readLine());
                final Process tail = start(TailJournal.class, journal.toString());
                try (BufferedReader followed = tail.inputReader()) {
                    network.sendAndWait(SendOptions.count(1_000));
                    readUntil(followed, "1000 packets, 100000 bytes");
                    assertTrue(recorder.isAlive(), "it was read while it was recorded");
                    network.sendAndWait(SendOptions.count(500).start(1_000));
                    assertEquals("ended: 1500 packets, 150000 bytes", readUntil(followed, "ended: "));
                    assertEquals(0, exitCode(tail));
                } finally {
                    tail.destroyForcibly();
                }
                assertEquals("1500 packets, 150000 bytes on the wire, 0 dropped", recorded.readLine());
                final List<Path> files = recorded.lines().map(Path::of).sorted().toList();
                assertEquals(2, files.size(), files::toString);
                assertTrue(files.contains(journal.toRealPath()), files::toString);
                final List<Path> recordings = files.stream()
                        .filter(file -> file.toString().endsWith(".pcapng"))
                        .toList();
                assertEquals(1_500, PcapFiles.sequences(recordings, folder).packets());
                assertEquals(0, exitCode(recorder));
            } finally {
                recorder.destroyForcibly();
            }
        }
    }

    private static Process start(Class<?> sample, String... arguments) throws Exception {
        return new ChildJvm(sample)
                .flags(List.of(System.getProperty("ringcap.chronicle.flags").split(" +")))
                .start(arguments);
    }

    private static String readUntil(BufferedReader lines, String beginning) throws Exception {
        final List<String> before = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(beginning)) {
                return line;
            }
            before.add(line);
        }
        throw new AssertionError("it ended without '" + beginning + "': " + before);
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertTrue(process.waitFor(20, TimeUnit.SECONDS), "it does not end");
        return process.exitValue();
    }
}
