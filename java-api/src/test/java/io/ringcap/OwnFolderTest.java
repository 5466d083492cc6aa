package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.CompressFormat;
import io.ringcap.config.ConfigSnapshot;
import io.ringcap.config.FileOptions;
import io.ringcap.config.ManagerConfig;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import io.ringcap.sink.Sinks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a manager's settings mean for the files in its own folder, and for sinks that have a say of their own. */
class OwnFolderTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    @SuppressWarnings("try") // Opened for what it does by itself.
    void shouldLeaveFilesWhoseSinkDidNotWantThemCompressedAfterARestartToo() throws Exception {
        final ManagerConfig config = owning(folder);
        try (CaptureManager manager = CaptureManager.open(config)) {
            manager.capture(some(100))
                    .sink(Sinks.pcap(
                            folder,
                            FileOptions.builder().rotatePackets(10).keepFiles(3).build()))
                    .start()
                    .await(LONG);
            assertTrue(manager.awaitFiles(LONG));
        }
        try (CaptureManager manager = CaptureManager.open(config)) {
            assertTrue(manager.awaitFiles(LONG));
        }
        assertEquals(3, names().stream().filter(name -> name.endsWith(".pcap")).count(), names().toString());
    }

    @Test
    void shouldRefuseALink() throws Exception {
        final Path link =
                Files.createSymbolicLink(folder.resolve("link"), Files.createDirectory(folder.resolve("real")));
        final CaptureException refusal = assertThrows(
                CaptureException.class, () -> CaptureManager.open(owning(link)).close());
        assertEquals(ErrorCode.START_INVALID_PARAMS, refusal.code());
        assertEquals(0, folder.resolve("real").toFile().list().length);
    }

    @Test
    @SuppressWarnings("try") // Opened for what it does by itself.
    void shouldMakeItForOthersNotToSee() throws Exception {
        final Path made = folder.resolve("made");
        try (CaptureManager manager = CaptureManager.open(owning(made))) {
            assertEquals("rwxr-x---", PosixFilePermissions.toString(Files.getPosixFilePermissions(made)));
        }
    }

    /** Rotating and compressing do not go together, but a journal does neither. */
    @Test
    void shouldLetAJournalBe() throws Exception {
        final ManagerConfig config = ManagerConfig.builder()
                .snapshot(ConfigSnapshot.builder()
                        .compressEnabled(true)
                        .compressFormat(CompressFormat.GZ)
                        .fileRotateSizeMb(1)
                        .fileRotateCount(4)
                        .build())
                .build();
        try (CaptureManager manager = CaptureManager.open(config)) {
            manager.capture(some(100))
                    .sink(Sinks.journal(folder.resolve("journal")))
                    .start()
                    .await(LONG);
            assertThrows(
                    CaptureException.class,
                    () -> manager.capture(some(100)).sink(Sinks.pcap(folder)).start());
        }
    }

    private static ManagerConfig owning(Path output) {
        return ManagerConfig.builder()
                .snapshot(ConfigSnapshot.builder()
                        .outputDir(output)
                        .compressEnabled(true)
                        .compressFormat(CompressFormat.GZ)
                        .build())
                .build();
    }

    private static CaptureSpec some(long packets) {
        return CaptureSpec.ofSynthetic(new SyntheticTraffic(100, 0))
                .maxPackets(packets)
                .build();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> String.valueOf(path.getFileName())).sorted().toList();
        }
    }
}
