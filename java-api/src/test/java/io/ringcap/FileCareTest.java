package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.CompressFormat;
import io.ringcap.config.ConfigSnapshot;
import io.ringcap.config.FileOptions;
import io.ringcap.config.ManagerConfig;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.internal.files.FileCare;
import io.ringcap.internal.files.FileManifest;
import io.ringcap.internal.lock.FolderLock;
import io.ringcap.message.CaptureEvent;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureFinished;
import io.ringcap.message.CleanCompressDone;
import io.ringcap.message.CleanCompressFailed;
import io.ringcap.message.CleanStored;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.EventType;
import io.ringcap.message.OpCode;
import io.ringcap.sink.Sink;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.ChildJvm;
import io.ringcap.testing.Commands;
import io.ringcap.testing.SmallDisk;
import io.ringcap.testing.Waits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a manager does with files after they are published. */
class FileCareTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final long PACKETS = 2_000;

    @TempDir
    Path folder;

    @Test
    void shouldCompressWhatASessionHasWrittenAndTellSo() throws Exception {
        final HeardOfFiles heard = new HeardOfFiles();
        final List<CaptureEvent> events = new CopyOnWriteArrayList<>();
        try (CaptureManager manager = CaptureManager.open()) {
            manager.observe(events::add);
            final CaptureFinished finished = run(manager, heard, compressing(CompressFormat.GZ), Sinks.pcapng(folder));
            assertTrue(manager.awaitFiles(LONG));
            heard.await(OpCode.CLEAN_COMPRESS_DONE);

            final CleanCompressDone done = heard.only(CleanCompressDone.class);
            assertEquals(
                    finished.resultFiles().get(0).filePath(),
                    done.compressedFiles().get(0));
            assertEquals(finished.resultFiles().get(0).filePath() + ".gz", done.archivePath());
            assertEquals(Files.size(Path.of(done.archivePath())), done.compressedBytes());
            assertTrue(heard.only(CleanStored.class).success());
            assertEquals(finished.session(), done.session());
            Commands.run("gzip", "-t", done.archivePath());
            assertEquals(
                    Long.toString(PACKETS),
                    Commands.run("capinfos", "-rMc", "-T", done.archivePath())
                            .strip()
                            .replaceAll(".*\t", ""));
            assertTrue(Files.notExists(Path.of(done.compressedFiles().get(0))));
            Waits.until(
                    LONG,
                    () -> events.stream()
                                    .filter(each -> each.eventType() == EventType.CLEAN)
                                    .count()
                            == 2,
                    "observers were not told");
        }
    }

    @Test
    void shouldGatherTheFilesOfASessionInOneArchive() throws Exception {
        final HeardOfFiles heard = new HeardOfFiles();
        try (CaptureManager manager = CaptureManager.open()) {
            run(manager, heard, compressing(CompressFormat.TAR_GZ), Sinks.pcapng(folder), Sinks.pcap(folder));
            assertTrue(manager.awaitFiles(LONG));
            heard.await(OpCode.CLEAN_COMPRESS_DONE);
        }
        final CleanCompressDone done = heard.only(CleanCompressDone.class);
        assertEquals(2, done.compressedFiles().size());
        assertEquals(2, Commands.run("tar", "tzf", done.archivePath()).lines().count());
        assertEquals(List.of(Path.of(done.archivePath())), visible());
    }

    @Test
    void shouldDoWhatTheSinkAsksForRatherThanTheSnapshot() throws Exception {
        final HeardOfFiles heard = new HeardOfFiles();
        final FileOptions options = FileOptions.builder()
                .compress(CompressFormat.ZST)
                .keepAge(Duration.ofDays(2))
                .build();
        try (CaptureManager manager = CaptureManager.open()) {
            run(manager, heard, compressing(CompressFormat.TAR_GZ), Sinks.pcap(folder, options));
            assertTrue(manager.awaitFiles(LONG));
            heard.await(OpCode.CLEAN_COMPRESS_DONE);
        }
        final String archive = heard.only(CleanCompressDone.class).archivePath();
        assertTrue(archive.endsWith(".pcap.zst"), archive);
        Commands.run("zstd", "-tq", archive);
        final List<FileManifest.Entry> ours = FileManifest.of(folder).read();
        assertEquals(1, ours.size());
        assertEquals(Duration.ofDays(2), ours.get(0).care().keepAge());
        assertEquals(PACKETS, ours.get(0).packets());
    }

    @Test
    void shouldLeaveJournalsAndFilesOfOthersAlone() throws Exception {
        final HeardOfFiles heard = new HeardOfFiles();
        Files.writeString(folder.resolve("notes.pcap"), "not ours");
        try (CaptureManager manager = CaptureManager.open()) {
            run(manager, heard, compressing(CompressFormat.ZIP), Sinks.journal(folder.resolve("journal")));
            assertTrue(manager.awaitFiles(LONG));
        }
        assertEquals(List.of(), heard.messages);
        assertEquals(List.of(folder.resolve("journal"), folder.resolve("notes.pcap")), visible());
    }

    @Test
    void shouldTellWhenTheDiskIsFullAndLeaveTheOriginal() throws Exception {
        final Path mounted = Files.createDirectory(folder.resolve("disk"));
        final HeardOfFiles heard = new HeardOfFiles();
        try (SmallDisk disk = SmallDisk.mount(mounted, 2 << 20)) {
            assertFalse(disk == null);
            try (CaptureManager manager = CaptureManager.open()) {
                run(manager, heard, compressing(CompressFormat.GZ), new NoiseSink(mounted, 3 << 19, null));
                assertTrue(manager.awaitFiles(LONG));
                heard.await(OpCode.CLEAN_COMPRESS_FAILED);
            }
            final CleanCompressFailed failed = heard.only(CleanCompressFailed.class);
            assertEquals(ErrorCode.CLEAN_DISK_FULL, failed.error(), failed.errorMsg());
            assertTrue(Files.exists(Path.of(failed.failedFiles().get(0))));
            assertTrue(Files.notExists(mounted.resolve(".ringcap-archive.tmp")));
        }
    }

    @Test
    @SuppressWarnings("try") // Opened for what it does by itself.
    void shouldCloseSoonAndGoOnAtTheNextStart() throws Exception {
        final Path big = folder.resolve("big.pcap");
        final byte[] noise = new byte[1 << 20];
        new Random(1).nextBytes(noise);
        final int megabytes = 200;
        try (var out = Files.newOutputStream(big)) {
            for (int i = 0; i < megabytes; i++) {
                out.write(noise);
            }
        }
        FileManifest.of(folder).add(new FileManifest.Entry("big.pcap", Files.size(big), 1, 1, 1, "capture_1"));
        final ManagerConfig config =
                owning(compressing(CompressFormat.GZ).toBuilder().diskThresholdGb(0));
        final long closingNs;
        try (CaptureManager manager = CaptureManager.open(config)) {
            final Path temporary = folder.resolve(".ringcap-archive.tmp");
            Waits.until(LONG, () -> Files.exists(temporary) && Files.size(temporary) > 0, "nothing is compressed");
            final long beginNs = System.nanoTime();
            manager.close();
            closingNs = System.nanoTime() - beginNs;
            assertTrue(Files.notExists(temporary), "left behind");
        }
        assertTrue(closingNs < TimeUnit.SECONDS.toNanos(1), closingNs + " ns");
        assertEquals((long) megabytes << 20, Files.size(big));

        final List<CaptureEvent> events = new CopyOnWriteArrayList<>();
        try (CaptureManager manager = CaptureManager.open(config)) {
            manager.observe(events::add);
            assertTrue(manager.awaitFiles(Duration.ofMinutes(2)));
        }
        assertEquals(List.of(folder.resolve("big.pcap.gz")), visible());
        Commands.run("gzip", "-t", folder.resolve("big.pcap.gz").toString());
    }

    @Test
    @SuppressWarnings("try") // Opened for what it does by itself.
    void shouldKnowAfterARestartWhatASinkHasAskedFor() throws Exception {
        final ManagerConfig config =
                owning(ConfigSnapshot.builder().retainDays(0).diskThresholdGb(0));
        final FileOptions options = FileOptions.builder()
                .compress(CompressFormat.ZST)
                .compressLevel(9)
                .build();
        try (CaptureManager manager = CaptureManager.open(config)) {
            run(manager, new HeardOfFiles(), ConfigSnapshot.defaults(), new NoiseSink(folder, 50 << 20, options));
        }
        assertEquals(List.of(folder.resolve("noise")), visible(), "closed before it could be compressed");
        try (CaptureManager manager = CaptureManager.open(config)) {
            assertTrue(manager.awaitFiles(LONG));
        }
        assertEquals(List.of(folder.resolve("noise.zst")), visible());
    }

    @Test
    @SuppressWarnings("try") // Held for what it means to others.
    void shouldTakeUpWhatWasLeftInAFolderThatOnlySinksName() throws Exception {
        final FileOptions options =
                FileOptions.builder().compress(CompressFormat.ZST).build();
        try (FolderLock another = FolderLock.take(folder, ".ringcap-cleaner.lock");
                CaptureManager manager = CaptureManager.open()) {
            run(manager, new HeardOfFiles(), ConfigSnapshot.defaults(), new NoiseSink(folder, 1 << 20, options));
        }
        assertEquals(List.of(folder.resolve("noise")), visible(), "left as it was");
        try (CaptureManager manager = CaptureManager.open()) {
            run(manager, new HeardOfFiles(), ConfigSnapshot.defaults(), Sinks.pcap(folder, options));
            assertTrue(manager.awaitFiles(LONG));
            assertTrue(Files.exists(folder.resolve("noise.zst")), visible().toString());
            assertEquals(2, visible().size());
        }
    }

    @Test
    @SuppressWarnings("try") // Held for what it means to others.
    void shouldLeaveToAnotherCleanerWhatWaitsThere() throws Exception {
        final FileOptions options =
                FileOptions.builder().compress(CompressFormat.GZ).build();
        Files.writeString(folder.resolve("theirs.pcap"), "waits for more of its session");
        FileManifest.of(folder)
                .add(new FileManifest.Entry(
                        "theirs.pcap",
                        Files.size(folder.resolve("theirs.pcap")),
                        1,
                        1,
                        1,
                        "capture_9",
                        new FileCare(CompressFormat.GZ, 6, Duration.ZERO),
                        false));
        try (FolderLock theirs = FolderLock.take(folder, ".ringcap-cleaner.lock");
                CaptureManager manager = CaptureManager.open()) {
            run(manager, new HeardOfFiles(), ConfigSnapshot.defaults(), Sinks.pcap(folder, options));
            assertTrue(manager.awaitFiles(LONG));
        }
        assertTrue(Files.exists(folder.resolve("theirs.pcap")), visible().toString());
        assertEquals(2, visible().size());
    }

    @Test
    void shouldRefuseASessionWhoseFormatNeedsAJarThatIsMissing() {
        final String said = new ChildJvm(ZstSession.class).without("zstd-jni").run(folder.toString());
        assertTrue(said.startsWith("START_ENGINE_FAILED zst files need zstd-jni"), said);
    }

    /** Starts a session that wants zst, in a process of its own. */
    static final class ZstSession {
        private ZstSession() {}

        public static void main(String[] arguments) throws Exception {
            try (CaptureManager manager = CaptureManager.open()) {
                manager.capture(traffic())
                        .snapshot(compressing(CompressFormat.ZST))
                        .sink(Sinks.pcap(Path.of(arguments[0])))
                        .start();
            } catch (CaptureException e) {
                System.out.println(e.code() + " " + e.getMessage());
            }
        }
    }

    @Test
    @SuppressWarnings("try") // Opened for what it does by itself.
    void shouldLetCapturesGoFirst() throws Exception {
        try (CaptureManager manager = CaptureManager.open(owning(ConfigSnapshot.builder()))) {
            assertTrue(manager.awaitFiles(LONG));
            final List<Integer> niceValues = new ArrayList<>();
            try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
                for (Path thread : threads.toList()) {
                    final String stat = Files.readString(thread.resolve("stat"));
                    final String[] behindName =
                            stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
                    if (stat.contains("(ringcap-files)")) {
                        niceValues.add(Integer.parseInt(behindName[16]));
                    }
                }
            }
            assertEquals(List.of(15), niceValues);
        }
    }

    @Test
    void shouldDeleteTenThousandOldFilesWithoutHoldingUpSessions() throws Exception {
        final int count = 10_000;
        final FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(10)));
        final List<FileManifest.Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final Path file = Files.write(folder.resolve("old-" + i + ".pcap"), new byte[1]);
            Files.setLastModifiedTime(file, old);
            entries.add(new FileManifest.Entry(file.getFileName().toString(), 1, 1, 1, 1, "capture_1"));
        }
        FileManifest.of(folder).add(entries.toArray(FileManifest.Entry[]::new));
        Files.write(folder.resolve("foreign.pcap"), new byte[1]);
        Files.setLastModifiedTime(folder.resolve("foreign.pcap"), old);

        long slowestNs = 0;
        int startedMeanwhile = 0;
        try (CaptureManager manager = CaptureManager.open(
                owning(ConfigSnapshot.builder().retainDays(1).diskThresholdGb(0)))) {
            while (Files.exists(folder.resolve("old-9999.pcap"))) {
                final long beginNs = System.nanoTime();
                manager.capture(traffic()).sink(Sinks.discard()).start();
                slowestNs = Math.max(slowestNs, System.nanoTime() - beginNs);
                startedMeanwhile++;
            }
            assertTrue(manager.awaitFiles(LONG));
        }
        assertTrue(startedMeanwhile > 3, startedMeanwhile + " sessions were started while files were deleted");
        assertTrue(slowestNs < TimeUnit.SECONDS.toNanos(1), "a start took " + slowestNs + " ns");
        assertEquals(List.of(folder.resolve("foreign.pcap")), visible());
    }

    @Test
    @SuppressWarnings("try") // Opened for what it does by itself.
    void shouldKeepWhatASessionReads() throws Exception {
        final HeardOfFiles heard = new HeardOfFiles();
        final Path file;
        final ConfigSnapshot.Builder keeping =
                ConfigSnapshot.builder().retainDays(1).diskThresholdGb(0);
        try (CaptureManager manager = CaptureManager.open(owning(keeping))) {
            file = Path.of(run(manager, heard, ConfigSnapshot.defaults(), Sinks.pcap(folder))
                    .resultFiles()
                    .get(0)
                    .filePath());
            assertTrue(manager.awaitFiles(LONG));
        }
        assertTrue(Files.exists(file));
        final FileManifest.Entry entry = FileManifest.of(folder).read().get(0);
        FileManifest.of(folder).remove(List.of(entry.name()));
        FileManifest.of(folder)
                .add(new FileManifest.Entry(entry.name(), entry.size(), 1, 1, PACKETS, entry.sessionId()));
        final FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(10)));
        Files.setLastModifiedTime(file, old);
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession reading = manager.capture(
                            CaptureSpec.fromFile(file).fileRepeat(1_000_000).build())
                    .sink(Sinks.discard())
                    .start();
            try (CaptureManager cleaning = CaptureManager.open(owning(keeping))) {
                assertTrue(cleaning.awaitFiles(LONG));
                assertTrue(Files.exists(file), "deleted under its reader");
            }
            reading.cancel();
        }
        try (CaptureManager cleaning = CaptureManager.open(owning(keeping))) {
            Waits.until(LONG, () -> Files.notExists(file), "never deleted");
        }
    }

    private CaptureFinished run(CaptureManager manager, HeardOfFiles heard, ConfigSnapshot snapshot, Sink... sinks)
            throws Exception {
        final CaptureSession.Builder builder =
                manager.capture(traffic()).snapshot(snapshot).listener(heard);
        for (Sink sink : sinks) {
            builder.sink(sink);
        }
        return builder.start().await(LONG);
    }

    private static CaptureSpec traffic() {
        return CaptureSpec.ofSynthetic(new SyntheticTraffic(64, 0))
                .maxPackets(PACKETS)
                .build();
    }

    private static ConfigSnapshot compressing(CompressFormat format) {
        return ConfigSnapshot.builder()
                .compressEnabled(true)
                .compressFormat(format)
                .build();
    }

    private ManagerConfig owning(ConfigSnapshot.Builder snapshot) {
        return ManagerConfig.builder()
                .snapshot(snapshot.outputDir(folder).build())
                .build();
    }

    private List<Path> visible() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(each -> !each.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }
}
