package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.CaptureFinished;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.PartFailure;
import io.ringcap.sink.JournalReader;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.Commands;
import io.ringcap.testing.PcapFiles;
import io.ringcap.testing.SequenceCheck;
import io.ringcap.testing.SmallDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that gets full in the middle of a session: what is on it is whole and counted, the other sinks lose nothing. */
class FullDiskTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final long PACKETS = 150_000;

    @TempDir
    Path folder;

    @Test
    void shouldCostOnlyTheSinksOnTheFullDisk() throws Exception {
        final Path disk = Files.createDirectory(folder.resolve("disk"));
        final SequenceCheck handled = new SequenceCheck();
        try (SmallDisk mounted = SmallDisk.mount(disk, 64 << 20);
                CaptureManager manager = CaptureManager.open()) {
            final CaptureFinished finished = manager.capture(CaptureSpec.ofSynthetic(new SyntheticTraffic(1000, 0))
                            .maxPackets(PACKETS)
                            .build())
                    .sink(Sinks.pcap(disk))
                    .sink(Sinks.pcapng(disk))
                    .sink(Sinks.journal(disk.resolve("journal")))
                    .sink(Sinks.pcap(folder.resolve("elsewhere")))
                    .sink(Sinks.handler(handled))
                    .start()
                    .await(LONG);
            assertFalse(mounted == null);

            final CaptureStats stats = finished.finalStats();
            assertEquals(PACKETS, handled.packets());
            assertEquals(PACKETS, stats.writtenPackets().get("pcap-2"));
            assertEquals(1, finished.exitCode());
            final Map<String, PartFailure> failures =
                    stats.partFailures().stream().collect(Collectors.toMap(PartFailure::part, failure -> failure));
            assertEquals(3, failures.size(), failures::toString);
            for (String sink : List.of("pcap", "pcapng", "journal")) {
                assertEquals(
                        ErrorCode.RUN_DISK_FULL, failures.get("sink " + sink).error());
                assertEquals(
                        PACKETS,
                        stats.writtenPackets().get(sink)
                                + stats.unsavedPackets().get(sink),
                        sink);
            }
            assertEquals(
                    stats.writtenPackets().get("pcap"),
                    PcapFiles.sequences(file(finished, "pcap")).packets());
            assertEquals(stats.writtenPackets().get("pcapng"), countByTshark(file(finished, "pcapng")));
            assertEquals(stats.writtenPackets().get("journal"), countInJournal(disk.resolve("journal")));
        }
    }

    @Test
    void shouldFailWithDiskFullWhenNothingElseIsRecorded() throws Exception {
        final Path disk = Files.createDirectory(folder.resolve("disk"));
        try (SmallDisk mounted = SmallDisk.mount(disk, 8 << 20);
                CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = manager.capture(CaptureSpec.ofSynthetic(new SyntheticTraffic(1000, 0))
                            .build())
                    .sink(Sinks.pcapng(disk))
                    .start();
            final CaptureException e = assertThrows(CaptureException.class, () -> session.await(LONG));
            assertFalse(mounted == null);
            assertEquals(ErrorCode.RUN_DISK_FULL, e.code());
            final CaptureStats stats = session.stats();
            assertEquals(
                    stats.packets(),
                    stats.writtenPackets().get("pcapng")
                            + stats.unsavedPackets().get("pcapng"));
            final CaptureFileInfo file = session.status().files().get(0);
            assertTrue(file.truncated());
            assertEquals(stats.writtenPackets().get("pcapng"), file.packets());
            assertEquals(file.packets(), countByTshark(Path.of(file.filePath())));
        }
    }

    private static Path file(CaptureFinished finished, String sink) {
        return finished.resultFiles().stream()
                .filter(info -> info.sink().equals(sink))
                .map(info -> Path.of(info.filePath()))
                .findFirst()
                .orElseThrow();
    }

    private static long countByTshark(Path file) {
        return Commands.run("tshark", "-r", file.toString(), "-T", "fields", "-e", "frame.number")
                .lines()
                .count();
    }

    private static long countInJournal(Path journal) throws Exception {
        final SequenceCheck check = new SequenceCheck();
        try (JournalReader reader = JournalReader.open(journal)) {
            // Not until its END: when the others filled the disk too fast, there was no room for one.
            boolean isMore = true;
            while (isMore) {
                isMore = reader.pollPackets(check);
            }
        }
        assertEquals(0, check.missing());
        return check.packets();
    }
}
