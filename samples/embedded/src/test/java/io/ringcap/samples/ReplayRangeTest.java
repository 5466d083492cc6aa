package io.ringcap.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.CaptureManager;
import io.ringcap.config.CaptureSpec;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.Commands;
import io.ringcap.testing.PcapFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the sample that takes a span of time out of a journal, on a journal whose packets are told apart by their seconds. */
final class ReplayRangeTest {
    private static final long START_SECONDS = 1_767_225_600; // 2026-01-01T00:00:00Z
    private static final int PACKETS = 60;

    @TempDir
    private Path folder;

    @Test
    void shouldReplayASpanOfTimeIntoAFile() throws Exception {
        final Path file = folder.resolve("span.pcapng");
        assertEquals(
                List.of("11 packets in " + file),
                RunningSample.run(ReplayRange::main, journal(), at(20).toString(), at(30).toString(), file.toString()));
        final List<String> times = Commands.run(
                        "tshark", "-r", file.toString(), "-T", "fields", "-e", "frame.time_epoch")
                .lines()
                .map(time -> time.substring(0, time.indexOf('.')))
                .toList();
        assertEquals(
                LongStream.rangeClosed(START_SECONDS + 20, START_SECONDS + 30)
                        .mapToObj(Long::toString)
                        .toList(),
                times);
    }

    @Test
    void shouldReplayASpanOfTimeToAHandler() throws Exception {
        final List<String> lines =
                RunningSample.run(ReplayRange::main, journal(), at(58).toString(), at(90).toString());
        assertEquals(2, lines.size(), lines::toString);
        assertTrue(lines.get(0).matches("00:00:58\\.000000000 .*, frame length 118"), lines::toString);
        assertTrue(lines.get(1).matches("00:00:59\\.000000000 .*, frame length 119"), lines::toString);
    }

    @Test
    void shouldSayThatThereIsNoFileOfASpanWithoutPackets() throws Exception {
        final Path file = folder.resolve("span.pcapng");
        assertEquals(
                List.of("no packets, so no file"),
                RunningSample.run(ReplayRange::main, journal(), at(90).toString(), at(99).toString(), file.toString()));
        assertFalse(Files.exists(file));
    }

    private static Instant at(int second) {
        return Instant.ofEpochSecond(START_SECONDS + second);
    }

    /** A journal with one packet each second for a minute, whose length tells its second. */
    private String journal() throws Exception {
        final PcapFiles packets = PcapFiles.nanos();
        for (int i = 0; i < PACKETS; i++) {
            packets.packet(TimeUnit.SECONDS.toNanos(START_SECONDS + i), new byte[60 + i]);
        }
        final Path journal = folder.resolve("journal");
        try (CaptureManager manager = CaptureManager.open()) {
            manager.capture(CaptureSpec.fromFile(packets.write(folder.resolve("minute.pcap")))
                            .build())
                    .sink(Sinks.journal(journal))
                    .start()
                    .await(Duration.ofSeconds(30));
        }
        return journal.toString();
    }
}
