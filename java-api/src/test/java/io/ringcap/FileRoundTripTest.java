package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureSpec;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.CaptureFinished;
import io.ringcap.message.FinishReason;
import io.ringcap.sink.JournalReader;
import io.ringcap.sink.Sink;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.Commands;
import io.ringcap.testing.PcapFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file holds comes out of the ring unchanged, whatever the file's format and however odd its packets are. */
class FileRoundTripTest {
    private static final long TIME_NS = 1_732_179_600_123_456_789L;
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    /** Packet data, original length and time, comparable by value. */
    private record Seen(long timestampNs, int originalLength, String bytes) {}

    @Test
    void shouldWriteANanosecondPcapFileByteForByte() throws Exception {
        final Path input = odd(PcapFiles.nanos()).write(folder.resolve("input.pcap"));
        final CaptureFinished finished = record(input, 1, Sinks.pcap(folder.resolve("out")));
        assertArrayEquals(Files.readAllBytes(input), Files.readAllBytes(only(finished)));
        assertEquals(FinishReason.END_OF_FILE, finished.finishReason());
        assertFalse(finished.finalStats().truncatedInput());
    }

    @Test
    void shouldKeepManyBlocksByteForByte() throws Exception {
        final PcapFiles many = PcapFiles.nanos();
        for (int i = 0; i < 30_000; i++) {
            many.packet(TIME_NS + i, new byte[i % 1515]);
        }
        final Path input = many.write(folder.resolve("input.pcap"));
        final CaptureFinished finished = record(input, 1, Sinks.pcap(folder.resolve("out")));
        assertArrayEquals(Files.readAllBytes(input), Files.readAllBytes(only(finished)));
    }

    @Test
    void shouldGiveTheSamePacketsFromEveryFormat() throws Exception {
        final Path nanos = odd(PcapFiles.nanos()).write(folder.resolve("nanos.pcap"));
        final Path swapped = odd(PcapFiles.swapped()).write(folder.resolve("swapped.pcap"));
        final Path pcapng = folder.resolve("input.pcapng");
        Commands.run("editcap", "-F", "pcapng", nanos.toString(), pcapng.toString());
        final List<Seen> expected = read(nanos);

        assertEquals(7, expected.size());
        assertEquals(expected, handled(nanos));
        assertEquals(expected, handled(swapped));
        assertEquals(expected, handled(pcapng));
        final List<Seen> micros = expected.stream()
                .map(seen -> new Seen(seen.timestampNs() / 1000 * 1000, seen.originalLength(), seen.bytes()))
                .toList();
        assertEquals(micros, handled(odd(PcapFiles.micros()).write(folder.resolve("micros.pcap"))));
    }

    @Test
    void shouldHandEveryOddPacketThroughTheJournal() throws Exception {
        final Path input = odd(PcapFiles.nanos()).write(folder.resolve("input.pcap"));
        final Path journal = folder.resolve("journal");
        record(input, 1, Sinks.journal(journal));
        final List<Seen> seen = new ArrayList<>();
        try (JournalReader reader = JournalReader.open(journal)) {
            while (!reader.isEnded()) {
                reader.pollPackets(packet -> seen.add(
                        new Seen(packet.timestampNs(), packet.originalLength(), Arrays.toString(packet.toBytes()))));
            }
        }
        assertEquals(read(input), seen);
    }

    @Test
    void shouldFinishAnEmptyFile() throws Exception {
        final Path input = PcapFiles.nanos().write(folder.resolve("empty.pcap"));
        final CaptureFinished finished = record(input, 1, Sinks.discard());
        assertEquals(0, finished.finalStats().packets());
        assertEquals(FinishReason.END_OF_FILE, finished.finishReason());
    }

    @Test
    void shouldGiveAllGoodPacketsOfATornFileAndSaySo() throws Exception {
        for (int torn : new int[] {1, 15, 16}) {
            final PcapFiles file =
                    PcapFiles.nanos().packet(TIME_NS, new byte[100]).packet(TIME_NS + 1, new byte[60]);
            // 16 zero bytes are a record of an empty packet, so the last one is torn by what it announces.
            if (torn == 16) {
                file.packet(TIME_NS + 2, new byte[0], 0);
            }
            final Path input = file.torn(torn == 16 ? 3 : torn).write(folder.resolve("torn" + torn + ".pcap"));
            final CaptureFinished finished = record(input, 1, Sinks.pcap(folder.resolve("out" + torn)));
            assertEquals(torn == 16 ? 3 : 2, finished.finalStats().packets());
            assertTrue(finished.finalStats().truncatedInput());
            assertEquals(0, finished.exitCode());
        }
    }

    @Test
    void shouldReadAFileAsOftenAsAsked() throws Exception {
        final Path input = odd(PcapFiles.nanos()).write(folder.resolve("input.pcap"));
        final CaptureFinished finished = record(input, 5, Sinks.discard());
        assertEquals(5 * 7, finished.finalStats().packets());
    }

    @Test
    void shouldKeepOnlyWhatTheFilterMatches() throws Exception {
        final Path input = PcapFiles.nanos()
                .packet(TIME_NS, new byte[200])
                .packet(TIME_NS + 1, new byte[60])
                .packet(TIME_NS + 2, new byte[300])
                .write(folder.resolve("input.pcap"));
        final List<Seen> seen = new ArrayList<>();
        try (CaptureManager manager = CaptureManager.open()) {
            manager.capture(CaptureSpec.fromFile(input).filter("greater 100").build())
                    .sink(collecting(seen))
                    .start()
                    .await(LONG);
        }
        assertEquals(
                List.of(TIME_NS, TIME_NS + 2),
                seen.stream().map(Seen::timestampNs).toList());
    }

    @Test
    void shouldCutPacketsOfAFileToTheSnaplen() throws Exception {
        final Path input = PcapFiles.nanos().packet(TIME_NS, new byte[200]).write(folder.resolve("input.pcap"));
        final List<Seen> seen = new ArrayList<>();
        try (CaptureManager manager = CaptureManager.open()) {
            manager.capture(CaptureSpec.fromFile(input).snaplen(64).build())
                    .sink(collecting(seen))
                    .start()
                    .await(LONG);
        }
        assertEquals(List.of(new Seen(TIME_NS, 200, Arrays.toString(new byte[64]))), seen);
    }

    @Test
    void shouldEndExactlyAtALimit() throws Exception {
        final PcapFiles file = PcapFiles.nanos();
        for (int i = 0; i < 20_000; i++) {
            file.packet(TIME_NS + i, new byte[100]);
        }
        final Path input = file.write(folder.resolve("input.pcap"));
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureFinished byPackets = manager.capture(
                            CaptureSpec.fromFile(input).maxPackets(12_345).build())
                    .sink(Sinks.pcap(folder.resolve("packets")))
                    .sink(Sinks.pcapng(folder.resolve("packets")))
                    .start()
                    .await(LONG);
            assertEquals(FinishReason.PACKETS, byPackets.finishReason());
            assertEquals(12_345, byPackets.finalStats().packets());
            assertEquals(
                    List.of(12_345L, 12_345L),
                    byPackets.resultFiles().stream()
                            .map(CaptureFileInfo::packets)
                            .toList());
            final CaptureFinished byBytes = manager.capture(
                            CaptureSpec.fromFile(input).maxBytes(1_000_001).build())
                    .sink(Sinks.pcap(folder.resolve("bytes")))
                    .start()
                    .await(LONG);
            assertEquals(FinishReason.BYTES, byBytes.finishReason());
            assertEquals(10_001, byBytes.resultFiles().get(0).packets(), "the packet that passes the mark is the last");
            assertEquals(TIME_NS + 10_000, read(only(byBytes)).get(10_000).timestampNs());
        }
    }

    private static PcapFiles odd(PcapFiles file) {
        final byte[] large = new byte[262_144];
        Arrays.fill(large, (byte) 7);
        return file.packet(TIME_NS, new byte[0], 0)
                .packet(TIME_NS + 1_001, new byte[] {42})
                .packet(TIME_NS + 2_002, new byte[64], 1514)
                .packet(TIME_NS + 3_003, new byte[65_550])
                .packet(TIME_NS + 4_004, large)
                .packet(TIME_NS + 5_005, new byte[0], 99)
                .packet(TIME_NS + 6_006, large, 300_000);
    }

    private CaptureFinished record(Path input, int passes, Sink sink) throws InterruptedException {
        try (CaptureManager manager = CaptureManager.open()) {
            return manager.capture(
                            CaptureSpec.fromFile(input).fileRepeat(passes).build())
                    .sink(sink)
                    .start()
                    .await(LONG);
        }
    }

    private static List<Seen> handled(Path input) throws InterruptedException {
        final List<Seen> seen = new ArrayList<>();
        try (CaptureManager manager = CaptureManager.open()) {
            manager.capture(CaptureSpec.fromFile(input).build())
                    .sink(collecting(seen))
                    .start()
                    .await(LONG);
        }
        return seen;
    }

    private static Sink collecting(List<Seen> seen) {
        return Sinks.handler(packet ->
                seen.add(new Seen(packet.timestampNs(), packet.originalLength(), Arrays.toString(packet.toBytes()))));
    }

    private static List<Seen> read(Path pcap) throws IOException {
        final List<Seen> seen = new ArrayList<>();
        PcapFiles.read(pcap, (timestampNs, originalLength, data) -> {
            final byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            seen.add(new Seen(timestampNs, originalLength, Arrays.toString(bytes)));
        });
        return seen;
    }

    private static Path only(CaptureFinished finished) {
        assertEquals(1, finished.resultFiles().size());
        return Path.of(finished.resultFiles().get(0).filePath());
    }
}
