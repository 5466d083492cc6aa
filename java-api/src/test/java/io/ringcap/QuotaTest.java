package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.FileOptions;
import io.ringcap.config.OnDiskFull;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.ErrorCode;
import io.ringcap.sink.CaptureRecovery;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.PcapFiles;
import io.ringcap.testing.QuotaDisk;
import io.ringcap.testing.SequenceCheck;
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

/**
 * A quota of 24 MiB on a disk with much more free: free space does not tell when it is full, and on this file system even cutting
 * a file takes room.
 */
class QuotaTest {
    private static final Duration LONG = Duration.ofSeconds(40);
    private static final long MB = 1 << 20;

    @TempDir
    Path folder;

    private Path disk;
    private QuotaDisk mounted;

    @BeforeEach
    void mount() throws IOException {
        disk = Files.createDirectory(folder.resolve("disk"));
        mounted = QuotaDisk.mount(disk, folder.resolve("image"), 24 * MB);
    }

    @AfterEach
    void unmount() {
        if (mounted != null) {
            mounted.close();
        }
    }

    @Test
    void shouldSayWhatIsThereAndRecoverItWhenThereIsRoom() throws Exception {
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session =
                    manager.capture(load()).sink(Sinks.pcap(disk)).start();
            final CaptureException failure = assertThrows(CaptureException.class, () -> session.await(LONG));
            assertEquals(ErrorCode.RUN_DISK_FULL, failure.code(), failure.getMessage());
            mounted.limit(300 * MB);
            CaptureRecovery.recover(disk);
            assertEquals(
                    session.stats().writtenPackets().get("pcap"), readable().packets());
        }
    }

    @Test
    void shouldWaitForRoomAndGoOnWhenTheQuotaIsRaised() throws Exception {
        final FileOptions options =
                FileOptions.builder().onDiskFull(OnDiskFull.PAUSE).build();
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session =
                    manager.capture(load()).sink(Sinks.pcapng(disk, options)).start();
            Waits.until(LONG, () -> !session.stats().partFailures().isEmpty(), "the quota was not reached");
            final long atPause = session.stats().writtenPackets().get("pcapng");
            mounted.limit(300 * MB);
            Waits.until(
                    LONG,
                    () -> session.stats().writtenPackets().get("pcapng") > atPause + 4_000,
                    "it did not go on when there was room again");
            session.stop();
            final CaptureStats stats = session.await(LONG).finalStats();
            assertEquals(
                    stats.packets(),
                    stats.writtenPackets().get("pcapng")
                            + stats.unsavedPackets().get("pcapng"));
            assertEquals(stats.writtenPackets().get("pcapng"), readable().packets());
        }
    }

    @Test
    void shouldGoOnWithoutTheOldest() throws Exception {
        final FileOptions options =
                FileOptions.builder().onDiskFull(OnDiskFull.DROP_OLDEST).build();
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session =
                    manager.capture(load()).sink(Sinks.pcap(disk, options)).start();
            Waits.until(
                    LONG, () -> session.stats().retiredPackets().getOrDefault("pcap", 0L) > 60_000, "it did not go on");
            session.stop();
            final CaptureStats stats = session.await(LONG).finalStats();
            final long written = stats.writtenPackets().get("pcap");
            assertEquals(
                    written - stats.retiredPackets().get("pcap"), readable().packets());
            assertEquals(stats.packets(), written + stats.unsavedPackets().getOrDefault("pcap", 0L));
            assertTrue(written > stats.packets() / 2, stats::toString);
        }
    }

    /** A mapped page that meets the quota kills the JVM: seen here when it was tried. */
    @Test
    void shouldRefuseAJournal() throws Exception {
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureException refusal = assertThrows(
                    CaptureException.class,
                    () -> manager.capture(load())
                            .sink(Sinks.journal(disk.resolve("journal")))
                            .start());
            assertEquals(ErrorCode.START_CREATE_FILE_FAILED, refusal.code());
            assertTrue(
                    String.valueOf(refusal.getMessage()).contains("has quotas (qgroups of btrfs)"),
                    refusal.getMessage());
        }
    }

    private static CaptureSpec load() {
        return CaptureSpec.ofSynthetic(new SyntheticTraffic(1000, 40_000)).build();
    }

    private SequenceCheck readable() throws Exception {
        try (Stream<Path> all = Files.list(disk)) {
            final List<Path> files = all.filter(
                            path -> !String.valueOf(path.getFileName()).startsWith("."))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
            return PcapFiles.sequences(files, folder);
        }
    }
}
