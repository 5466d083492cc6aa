package io.ringcap.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.CaptureManager;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.message.CaptureFinished;
import io.ringcap.sink.JournalReader;
import io.ringcap.sink.Sinks;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs each sample's main as a user would, on a generated file. */
final class SamplesTest {
    private static final long PACKETS = 5_000;
    private static final int FRAME_BYTES = 100;

    @TempDir
    private Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void generateFile() throws InterruptedException {
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureFinished made = manager.capture(CaptureSpec.ofSynthetic(new SyntheticTraffic(FRAME_BYTES, 0))
                            .maxPackets(PACKETS)
                            .build())
                    .sink(Sinks.pcap(folder.resolve("generated")))
                    .start()
                    .await(Duration.ofSeconds(30));
            file = Path.of(made.resultFiles().get(0).filePath());
        }
    }

    @Test
    void shouldRecordEveryPacketInFirstCapture() throws Exception {
        final Path output = folder.resolve("out");
        final List<String> lines =
                printedBy(() -> FirstCapture.main(new String[] {file.toString(), output.toString()}));

        assertEquals(PACKETS + " packets, " + PACKETS * FRAME_BYTES + " bytes on the wire, 0 dropped", lines.get(0));
        assertEquals(3, lines.size(), lines::toString);
        assertTrue(
                Files.size(only(lines, ".pcapng")) > PACKETS * FRAME_BYTES,
                "all bytes of the packets, and their headers");
        assertEquals(PACKETS, packetsInJournal(only(lines, "journal")));
    }

    @Test
    void shouldCountPacketsByWhatTheyCarry() throws Exception {
        assertEquals(
                List.of("0x0800 " + PACKETS, "other 0"),
                printedBy(() -> CountPackets.main(new String[] {file.toString()})));
    }

    @Test
    void shouldCountNothingThatTheFilterDoesNotMatch() throws Exception {
        assertEquals(
                List.of("other 0"), printedBy(() -> CountPackets.main(new String[] {file.toString(), "tcp port 1"})));
    }

    @Test
    void shouldListLoopback() throws Exception {
        assertTrue(printedBy(() -> ListDevices.main(new String[0])).stream()
                .anyMatch(line -> line.startsWith("lo up [127.0.0.1")));
    }

    /** Sinks end on their own threads, so their files come in any order. */
    private static Path only(List<String> lines, String ending) {
        return Path.of(
                lines.stream().filter(line -> line.endsWith(ending)).findFirst().orElseThrow());
    }

    private static long packetsInJournal(Path journal) throws Exception {
        final AtomicLong packets = new AtomicLong();
        try (JournalReader reader = JournalReader.open(journal)) {
            boolean isMore = true;
            while (isMore) {
                isMore = reader.poll(block -> packets.addAndGet(block.packets()));
            }
        }
        return packets.get();
    }

    private interface Program {
        void run() throws Exception;
    }

    private static List<String> printedBy(Program program) throws Exception {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final PrintStream before = System.out;
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            program.run();
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
