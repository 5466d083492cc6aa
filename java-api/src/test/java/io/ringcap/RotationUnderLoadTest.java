package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.FileOptions;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.CaptureFinished;
import io.ringcap.message.CaptureStats;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.Commands;
import io.ringcap.testing.LiveNetwork;
import io.ringcap.testing.PcapFiles;
import io.ringcap.testing.SendOptions;
import io.ringcap.testing.Sender;
import io.ringcap.testing.SequenceCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are cut many times a second while packets come as fast as the sender goes: nothing is lost or doubled at a cut. */
class RotationUnderLoadTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int MB = 1 << 20;

    @TempDir
    Path folder;

    @Test
    void shouldLoseAndDoubleNothingAtManyCuts() throws Exception {
        record(3);
    }

    @Test
    @Tag("stress")
    void shouldLoseAndDoubleNothingInHalfAMinute() throws Exception {
        record(30);
    }

    /** Every 100 ms and every 10 MB, whichever comes first. */
    private void record(int seconds) throws Exception {
        LiveNetwork.assumeLive();
        final FileOptions options = FileOptions.builder()
                .rotateEvery(Duration.ofMillis(100))
                .rotateBytes(10 * MB)
                .build();
        final Path into = Files.createDirectory(folder.resolve("files"));
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open();
                Watcher watcher = new Watcher(into)) {
            final CaptureSession session = manager.capture(CaptureSpec.onInterface(network.receiver(0))
                            .netns(network.receivingNetns())
                            .build())
                    .config(CaptureConfig.builder()
                            .kernelBufferBytes(64 * MB)
                            .ringBytes(64 * MB)
                            .build())
                    .sink(Sinks.pcapng(into, options))
                    .start();
            final long sent;
            try (Sender sender =
                    network.send(SendOptions.count(1L << 40).mixed().seconds(seconds))) {
                sent = sender.await();
            }
            session.stop();
            final CaptureFinished finished = session.await(LONG);
            final CaptureStats stats = finished.finalStats();
            watcher.finish();

            assertEquals(List.of(), stats.partFailures());
            assertEquals(sent, stats.received());
            assertEquals(stats.packets(), stats.writtenPackets().get("pcapng"));
            final List<Path> files = filesIn(into);
            System.out.println(sent + " sent in " + seconds + " s, " + stats.droppedKernel()
                    + " dropped by the kernel, " + files.size() + " files");
            assertEquals(files.size(), finished.resultFilesTotal());
            assertTrue(files.size() >= seconds * 9, files.size() + " files");
            // No number comes twice or late, and what is missing is what the kernel says that it dropped.
            final SequenceCheck all = PcapFiles.sequences(files, folder);
            assertEquals(stats.packets(), all.packets());
            assertEquals(stats.droppedKernel(), all.missing() + sent - all.next());
            for (CaptureFileInfo file : finished.resultFiles()) {
                assertTrue(file.fileSize() <= 10 * MB, file.toString());
            }
            watcher.check(files);
        }
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> path.toString().endsWith(".pcapng"))
                    .sorted()
                    .toList();
        }
    }

    /** A process of its own that reads each file with a foreign reader as soon as it sees it under its final name. */
    private static final class Watcher implements AutoCloseable {
        private final Path folder;
        private final Process process;
        private final Path said;

        Watcher(Path folder) throws IOException {
            this.folder = folder;
            said = folder.resolveSibling("watched.txt");
            // The folder is an argument, not part of the program.
            process = new ProcessBuilder(
                            "sh",
                            "-c",
                            "cd \"$1\" && while :; do for f in *.pcapng; do [ -e \"$f\" ] && [ ! -e \"../seen-$f\" ] || continue;"
                                    + " : > \"../seen-$f\"; capinfos -M -c \"$f\" 2>&1 | tr '\\n' ' '; echo \"exit $?\"; done;"
                                    + " [ -e ../stop ] && exit; sleep 0.02; done",
                            "watch",
                            folder.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
        }

        /** Lets it look once more. */
        void finish() throws Exception {
            Files.createFile(folder.resolveSibling("stop"));
            assertTrue(process.waitFor(30, TimeUnit.SECONDS), "the watcher does not end");
        }

        /** What it found in each file when that appeared is what is in it now. */
        void check(List<Path> files) throws IOException {
            final Set<String> then = new TreeSet<>();
            for (String line : Files.readAllLines(said)) {
                assertFalse(line.contains("cut short") || line.contains("rror"), line);
                then.add(line.replaceAll("exit .*", "").strip());
            }
            final List<String> now = new ArrayList<>();
            for (Path file : files) {
                now.add(Commands.run(
                                "sh",
                                "-c",
                                "cd \"$1\" && capinfos -M -c \"$2\" 2>&1 | tr '\\n' ' '",
                                "look",
                                folder.toString(),
                                String.valueOf(file.getFileName()))
                        .strip());
            }
            assertEquals(new TreeSet<>(now), then);
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}
