package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.FileOptions;
import io.ringcap.config.OnDiskFull;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.CaptureFinished;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.ErrorCode;
import io.ringcap.sink.FileFormat;
import io.ringcap.sink.Sink;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.PcapFiles;
import io.ringcap.testing.SequenceCheck;
import io.ringcap.testing.SmallDisk;
import io.ringcap.testing.Waits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A disk of 64 MiB that gets full under load: what each policy makes of it, and that the counts are what can be read. */
class FullDiskPolicyTest {
    private static final Duration LONG = Duration.ofSeconds(40);
    private static final int MB = 1 << 20;
    private static final int DISK_BYTES = 64 * MB;

    @TempDir
    Path folder;

    private Path disk;
    private SmallDisk mounted;

    @BeforeEach
    void mount() throws IOException {
        disk = Files.createDirectory(folder.resolve("disk"));
        mounted = SmallDisk.mount(disk, DISK_BYTES);
    }

    @AfterEach
    void unmount() {
        if (mounted != null) {
            mounted.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"PCAP,0", "PCAPNG,0", "PCAP,8", "PCAPNG,8"})
    void shouldStopWithWholeFiles(FileFormat format, int reserveMb) throws Exception {
        final FileOptions options = FileOptions.builder()
                .rotateBytes(10 * MB)
                .diskReserveBytes((long) reserveMb * MB)
                .build();
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session =
                    manager.capture(load(0)).sink(sink(format, options)).start();
            final CaptureException failure = assertThrows(CaptureException.class, () -> session.await(LONG));
            assertEquals(ErrorCode.RUN_DISK_FULL, failure.code());
            assertReadable(session.stats(), format);
            assertTrue(disk.toFile().getUsableSpace() >= (long) reserveMb * MB - MB, "the reserve was used");
            assertEquals(List.of(), unfinished());
        }
    }

    @ParameterizedTest
    @CsvSource({"PCAP,0,0", "PCAPNG,0,4", "PCAP,8,4", "PCAPNG,8,0", "PCAP,0,100"})
    void shouldGoOnWithoutTheOldestFiles(FileFormat format, int reserveMb, int rotateMb) throws Exception {
        final long packets = 400_000;
        final FileOptions options = FileOptions.builder()
                .rotateBytes((long) rotateMb * MB)
                .diskReserveBytes((long) reserveMb * MB)
                .onDiskFull(OnDiskFull.DROP_OLDEST)
                .build();
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureFinished finished = manager.capture(load(packets))
                    .sink(sink(format, options))
                    .start()
                    .await(LONG);
            final CaptureStats stats = finished.finalStats();
            assertEquals(0, finished.exitCode(), () -> stats.partFailures().toString());
            assertEquals(packets, stats.writtenPackets().get(sinkName(format)));
            assertTrue(stats.retiredPackets().get(sinkName(format)) > packets / 2, stats::toString);
            final SequenceCheck kept = assertReadable(stats, format);
            assertEquals(packets, kept.next(), "the newest packet is there");
            assertEquals(stats.retiredPackets().get(sinkName(format)), kept.missing(), "only the oldest are gone");
            assertEquals(
                    filesOnDisk(),
                    finished.resultFiles().stream()
                            .map(CaptureFileInfo::filePath)
                            .map(Path::of)
                            .toList());
        }
    }

    /** Others fill the disk while there is only the first file: it goes itself, and the recording goes on. */
    @Test
    void shouldGoOnWhenOthersFillTheDiskBesideTheFirstFile() throws Exception {
        final FileOptions options =
                FileOptions.builder().onDiskFull(OnDiskFull.DROP_OLDEST).build();
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = manager.capture(CaptureSpec.ofSynthetic(new SyntheticTraffic(1000, 10_000))
                            .build())
                    .sink(Sinks.pcap(disk, options))
                    .start();
            Files.write(disk.resolve("ballast"), new byte[(int) disk.toFile().getUsableSpace() - 3 * MB]);
            Waits.until(
                    LONG, () -> session.stats().retiredPackets().getOrDefault("pcap", 0L) > 6_000, "it did not go on");
            session.stop();
            final CaptureStats stats = session.await(LONG).finalStats();
            Files.delete(disk.resolve("ballast"));
            assertReadable(stats, FileFormat.PCAP);
            assertEquals(1, stats.partFailures().size(), "what was lost meanwhile is told");
        }
    }

    /** As a service that is started again: what it recorded before makes room, oldest first. */
    @Test
    void shouldGoOnWithoutTheFilesOfEarlierRecordings() throws Exception {
        final long packets = 100_000;
        final FileOptions options = FileOptions.builder()
                .onDiskFull(OnDiskFull.DROP_OLDEST)
                .diskReserveBytes(4 * MB)
                .build();
        for (int run = 0; run < 3; run++) {
            try (CaptureManager manager = CaptureManager.open()) {
                final CaptureStats stats = manager.capture(load(packets))
                        .sink(Sinks.pcap(disk, options))
                        .start()
                        .await(LONG)
                        .finalStats();
                assertTrue(manager.awaitFiles(LONG));
                final long readable = stats.writtenPackets().get("pcap")
                        - stats.retiredPackets().getOrDefault("pcap", 0L);
                assertTrue(readable > 30_000, "run " + run + " kept " + readable);
                assertEquals(packets, stats.writtenPackets().get("pcap"));
            }
        }
    }

    @Test
    void shouldNotWaitForAFolderThatIsGone() throws Exception {
        final Path output = disk.resolve("out");
        final FileOptions options =
                FileOptions.builder().onDiskFull(OnDiskFull.PAUSE).build();
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = manager.capture(CaptureSpec.ofSynthetic(new SyntheticTraffic(1000, 80_000))
                            .build())
                    .sink(Sinks.pcap(output, options))
                    .start();
            Waits.until(LONG, () -> !session.stats().partFailures().isEmpty(), "the disk did not get full");
            Files.write(disk.resolve("ballast"), new byte[0]);
            Files.move(output, disk.resolve("moved"));
            final CaptureException failure = assertThrows(CaptureException.class, () -> session.await(LONG));
            assertTrue(String.valueOf(failure.getMessage()).contains("removed"), failure.getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource(FileFormat.class)
    void shouldWaitForRoomAndGoOnWhenThereIsSome(FileFormat format) throws Exception {
        final Path ballast = Files.write(disk.resolve("ballast"), new byte[32 * MB]);
        final FileOptions options = FileOptions.builder()
                .rotateBytes(10 * MB)
                .onDiskFull(OnDiskFull.PAUSE)
                .build();
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = manager.capture(CaptureSpec.ofSynthetic(new SyntheticTraffic(1000, 40_000))
                            .build())
                    .sink(sink(format, options))
                    .start();
            Waits.until(LONG, () -> !session.stats().partFailures().isEmpty(), "the disk did not get full");
            assertEquals(
                    ErrorCode.RUN_DISK_FULL,
                    session.stats().partFailures().get(0).error());
            final long atPause = session.stats().writtenPackets().get(sinkName(format));
            Files.delete(ballast);
            Waits.until(
                    LONG,
                    () -> session.stats().writtenPackets().get(sinkName(format)) > atPause + 4_000,
                    "it did not go on when there was room again");
            session.stop();
            final CaptureFinished finished = session.await(LONG);
            final CaptureStats stats = finished.finalStats();
            assertEquals(1, finished.exitCode());
            assertEquals(
                    stats.packets(),
                    stats.writtenPackets().get(sinkName(format))
                            + stats.unsavedPackets().get(sinkName(format)));
            final SequenceCheck recorded = assertReadable(stats, format);
            assertEquals(
                    stats.unsavedPackets().get(sinkName(format)),
                    recorded.missing() + stats.packets() - recorded.next());
            final String trouble = stats.partFailures().get(0).errorMsg();
            assertTrue(
                    trouble.contains(stats.unsavedPackets().get(sinkName(format)) + " packets were not saved"),
                    trouble);
        }
    }

    @ParameterizedTest
    @EnumSource(OnDiskFull.class)
    void shouldNotStartOnAFullDisk(OnDiskFull policy) throws Exception {
        Files.write(disk.resolve("ballast"), new byte[DISK_BYTES]);
        final FileOptions options = FileOptions.builder().onDiskFull(policy).build();
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureException refusal = assertThrows(
                    CaptureException.class,
                    () -> manager.capture(load(1))
                            .sink(Sinks.pcapng(disk, options))
                            .start());
            assertEquals(ErrorCode.START_CREATE_FILE_FAILED, refusal.code());
            assertTrue(refusal.getMessage().contains("free some space there"), refusal.getMessage());
            assertEquals(
                    List.of("ballast"),
                    filesOnDisk().stream()
                            .map(path -> String.valueOf(path.getFileName()))
                            .toList());
        }
    }

    @Test
    void shouldNotStartBelowTheReserve() throws Exception {
        final FileOptions options =
                FileOptions.builder().diskReserveBytes(DISK_BYTES).build();
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureException refusal = assertThrows(
                    CaptureException.class,
                    () -> manager.capture(load(1))
                            .sink(Sinks.pcap(disk, options))
                            .start());
            assertEquals(ErrorCode.START_CREATE_FILE_FAILED, refusal.code());
            assertTrue(refusal.getMessage().contains("smaller reserve"), refusal.getMessage());
        }
    }

    private static CaptureSpec load(long packets) {
        return CaptureSpec.ofSynthetic(new SyntheticTraffic(1000, 0))
                .maxPackets(packets)
                .build();
    }

    private Sink sink(FileFormat format, FileOptions options) {
        return format == FileFormat.PCAP ? Sinks.pcap(disk, options) : Sinks.pcapng(disk, options);
    }

    private static String sinkName(FileFormat format) {
        return format.extension();
    }

    /** What a foreign program finds in all files together is what the counters claim. */
    private SequenceCheck assertReadable(CaptureStats stats, FileFormat format) throws Exception {
        final SequenceCheck found = PcapFiles.sequences(filesOnDisk(), folder);
        final long retired = stats.retiredPackets().getOrDefault(sinkName(format), 0L);
        assertEquals(stats.writtenPackets().get(sinkName(format)) - retired, found.packets());
        final long unsaved = stats.unsavedPackets().getOrDefault(sinkName(format), 0L);
        assertEquals(stats.packets(), stats.writtenPackets().get(sinkName(format)) + unsaved);
        return found;
    }

    private List<Path> filesOnDisk() throws IOException {
        try (Stream<Path> all = Files.list(disk)) {
            return all.filter(path -> !path.toString().endsWith(".commit") && !isHidden(path))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        }
    }

    private static boolean isHidden(Path path) {
        return String.valueOf(path.getFileName()).startsWith(".");
    }

    private List<Path> unfinished() throws IOException {
        try (Stream<Path> all = Files.list(disk)) {
            return all.filter(path ->
                            path.toString().endsWith(".part") || path.toString().endsWith(".commit"))
                    .toList();
        }
    }
}
