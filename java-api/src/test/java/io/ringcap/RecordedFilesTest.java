package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.ConfigSnapshot;
import io.ringcap.config.FileOptions;
import io.ringcap.config.ManagerConfig;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.CaptureFinished;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.ErrorCode;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.ChildJvm;
import io.ringcap.testing.Commands;
import io.ringcap.testing.PcapFiles;
import io.ringcap.testing.SequenceCheck;
import io.ringcap.testing.Waits;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of whole sessions: what the manager's configuration makes of them, and what the session tells of them. */
class RecordedFilesTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void shouldCutFilesAsTheConfigurationOfTheManagerSays() throws Exception {
        final ConfigSnapshot snapshot = ConfigSnapshot.builder()
                .outputDir(folder)
                .filenameTemplate("{interface}-{index}")
                .fileRotatePackets(1000)
                .build();
        try (CaptureManager manager =
                CaptureManager.open(ManagerConfig.builder().snapshot(snapshot).build())) {
            final CaptureFinished finished = manager.capture(load(2_500))
                    .sink(Sinks.pcap(folder))
                    .start()
                    .await(LONG);
            assertEquals(
                    List.of("synthetic-00000.pcap", "synthetic-00001.pcap", "synthetic-00002.pcap"),
                    finished.resultFiles().stream()
                            .map(file -> String.valueOf(Path.of(file.filePath()).getFileName()))
                            .toList());
            assertEquals(
                    List.of(1000L, 1000L, 500L),
                    finished.resultFiles().stream()
                            .map(CaptureFileInfo::packets)
                            .toList());
        }
    }

    @Test
    void shouldRecoverTheOutputFolderWhenAManagerStarts() throws Exception {
        final Process killed =
                new ChildJvm(KilledRecording.class).start(folder.toString(), "pcap", "1073741824", "0", "150000");
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(killed.getInputStream(), StandardCharsets.UTF_8))) {
            assertEquals("started", said.readLine());
            TimeUnit.MILLISECONDS.sleep(300);
        } finally {
            killed.destroyForcibly().waitFor();
        }
        final ConfigSnapshot snapshot =
                ConfigSnapshot.builder().outputDir(folder).build();
        try (CaptureManager manager =
                CaptureManager.open(ManagerConfig.builder().snapshot(snapshot).build())) {
            assertEquals(1, manager.recovered().size());
            final CaptureFileInfo file = manager.recovered().get(0);
            final SequenceCheck found = PcapFiles.sequences(Path.of(file.filePath()));
            assertEquals(file.packets(), found.packets());
            assertEquals(0, found.missing());
            // The next capture works at once.
            assertEquals(
                    10,
                    manager.capture(load(10))
                            .sink(Sinks.pcap(folder))
                            .start()
                            .await(LONG)
                            .finalStats()
                            .packets());
        }
    }

    @Test
    void shouldFailWithTheCauseWhenTheFolderIsRemoved() throws Exception {
        final Path into = folder.resolve("into");
        final FileOptions options = FileOptions.builder().rotatePackets(500).build();
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = manager.capture(CaptureSpec.ofSynthetic(new SyntheticTraffic(100, 10_000))
                            .build())
                    .sink(Sinks.pcapng(into, options))
                    .start();
            Waits.until(LONG, () -> session.status().files().size() >= 2, "no files");
            // To another name: what was written before must be whole, and can be looked at there.
            final Path moved = Files.move(into, folder.resolve("moved"));
            final CaptureException failure = assertThrows(CaptureException.class, () -> session.await(LONG));
            assertEquals(ErrorCode.RUN_SINK_FAILED, failure.code());
            assertTrue(failure.getMessage().contains("no such file or folder"), failure.getMessage());
            try (var files = Files.list(moved)) {
                for (Path file : files.filter(path -> path.toString().endsWith(".pcapng"))
                        .toList()) {
                    assertTrue(
                            Commands.run("capinfos", "-M", "-c", file.toString())
                                    .contains("500"),
                            file.toString());
                }
            }
        }
    }

    @Test
    void shouldNoticeSoonThatItsOnlyFileIsGone() throws Exception {
        for (boolean isJournal : new boolean[] {false, true}) {
            final Path into = folder.resolve("into-" + isJournal);
            try (CaptureManager manager = CaptureManager.open()) {
                final CaptureSession session = manager.capture(
                                CaptureSpec.ofSynthetic(new SyntheticTraffic(100, 10_000))
                                        .build())
                        .sink(isJournal ? Sinks.journal(into) : Sinks.pcap(into))
                        .start();
                Waits.until(LONG, () -> session.stats().packets() > 500, "no packets");
                Commands.run("rm", "-r", into.toString());
                final CaptureException failure =
                        assertThrows(CaptureException.class, () -> session.await(Duration.ofSeconds(5)));
                assertEquals(ErrorCode.RUN_SINK_FAILED, failure.code(), failure.toString());
                assertTrue(failure.getMessage().contains("removed or moved"), failure.getMessage());
                assertEquals(
                        0,
                        session.stats().writtenPackets().get(isJournal ? "journal" : "pcap"),
                        "what nobody can read is not claimed");
            }
        }
    }

    /** A capture that makes a file each few milliseconds, for days, must not fill the memory of its host with their names. */
    @Test
    void shouldRememberOnlyTheNewestOfManyFiles() throws Exception {
        final FileOptions options =
                FileOptions.builder().rotatePackets(1).keepFiles(1_500).build();
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = manager.capture(load(3_000))
                    .sink(Sinks.pcap(folder, options))
                    .start();
            final CaptureFinished finished = session.await(Duration.ofSeconds(60));
            final CaptureStats stats = finished.finalStats();
            assertEquals(1_500, finished.resultFilesTotal());
            assertEquals(100, finished.resultFiles().size());
            assertEquals(1_000, session.status().files().size());
            assertEquals(2_999, finished.resultFiles().get(99).segmentIndex());
            assertEquals(1_500, stats.retiredPackets().get("pcap"));
            try (var files = Files.list(folder)) {
                assertEquals(1_500, files.count());
            }
        }
    }

    private static CaptureSpec load(long packets) {
        return CaptureSpec.ofSynthetic(new SyntheticTraffic(100, 0))
                .maxPackets(packets)
                .build();
    }
}
