package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.FileOptions;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.ErrorCode;
import io.ringcap.sink.FileFormat;
import io.ringcap.sink.Sink;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.BrokenDisk;
import io.ringcap.testing.PcapFiles;
import io.ringcap.testing.QuotaDisk;
import io.ringcap.testing.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A disk that breaks in the middle of a recording, after it had taken what was written: what was synced before is whole, nothing
 * else is claimed, and the cause is told.
 */
class BrokenDiskTest {
    private static final Duration LONG = Duration.ofSeconds(40);
    private static final int MB = 1 << 20;
    private static final FileOptions SYNCED =
            FileOptions.builder().rotateBytes(4 * MB).synced(true).build();

    @TempDir
    Path folder;

    private Path disk;
    private Path behind;

    @BeforeEach
    void makeFolders() throws Exception {
        disk = Files.createDirectory(folder.resolve("disk"));
        behind = Files.createDirectory(folder.resolve("behind"));
    }

    @ParameterizedTest
    @EnumSource(FileFormat.class)
    @SuppressWarnings("try") // Mounted for what they are.
    void shouldClaimOnlyWhatAThinDiskHasTaken(FileFormat format) throws Exception {
        try (SmallDisk thin = SmallDisk.mount(behind, 32 * MB);
                BrokenDisk mounted = BrokenDisk.mount(disk, behind)) {
            assertFails(format, ErrorCode.RUN_DISK_FULL, "No space left on device");
        }
    }

    @ParameterizedTest
    @EnumSource(FileFormat.class)
    @SuppressWarnings("try") // Mounted for what they are.
    void shouldClaimOnlyWhatAFailingDiskHasTaken(FileFormat format) throws Exception {
        try (QuotaDisk limited = QuotaDisk.mount(behind, folder.resolve("image"), 32 * MB);
                BrokenDisk mounted = BrokenDisk.mount(disk, behind)) {
            assertFails(format, ErrorCode.RUN_SINK_FAILED, "Input/output error");
        }
    }

    private void assertFails(FileFormat format, ErrorCode code, String reason) throws Exception {
        final Sink sink = format == FileFormat.PCAP ? Sinks.pcap(disk, SYNCED) : Sinks.pcapng(disk, SYNCED);
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = manager.capture(CaptureSpec.ofSynthetic(new SyntheticTraffic(1000, 40_000))
                            .build())
                    .sink(sink)
                    .start();
            final CaptureException failure = assertThrows(CaptureException.class, () -> session.await(LONG));
            final String text = String.valueOf(failure.getMessage());
            assertEquals(code, failure.code(), text);
            assertTrue(text.contains(reason) && text.contains(disk.toString()), text);
            final CaptureStats stats = session.stats();
            final long written = stats.writtenPackets().get(format.extension());
            assertTrue(written > 0, "nothing was synced before");
            assertEquals(written, PcapFiles.sequences(published(format), folder).packets());
            assertEquals(stats.packets(), written + stats.unsavedPackets().get(format.extension()));
        }
    }

    private List<Path> published(FileFormat format) throws IOException {
        try (Stream<Path> all = Files.list(disk)) {
            return all.filter(path -> path.toString().endsWith("." + format.extension()))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        }
    }
}
