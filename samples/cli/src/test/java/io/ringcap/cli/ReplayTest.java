package io.ringcap.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringcap.testing.Commands;
import io.ringcap.testing.PcapFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ringcap replay} makes of a journal: 100 packets, one a second, every other UDP and the rest TCP. */
final class ReplayTest {
    private static final long START = 1_700_000_000L;
    private static final int PACKETS = 100;
    private static final int FRAME_BYTES = 60;

    @TempDir
    private Path folder;

    private Path original = Path.of("");
    private String journal = "";

    @BeforeEach
    void record() throws IOException {
        final PcapFiles packets = PcapFiles.nanos();
        for (int i = 0; i < PACKETS; i++) {
            packets.packet((START + i) * 1_000_000_000L + 500_000_000L, frame(i % 2 == 0 ? 17 : 6));
        }
        original = packets.write(folder.resolve("original.pcap"));
        journal = folder.resolve("journal").toString();
        final Cli.Result result = Cli.run("record", "--read", original.toString(), "--journal", journal, "--json");
        assertEquals(0, result.exitCode(), result.err());
    }

    @Test
    void shouldWriteWhatWasRecordedByteForByte() throws IOException {
        final Path copy = folder.resolve("copy.pcap");
        final Cli.Result result = Cli.run("replay", journal, "-w", copy.toString(), "--json");
        assertEquals(0, result.exitCode(), result.err());
        assertArrayEquals(Files.readAllBytes(original), Files.readAllBytes(copy));
        final JsonNode json = result.last();
        assertEquals(1, result.json().size());
        assertEquals(PACKETS, json.path("packets").asLong());
        assertEquals(PACKETS * FRAME_BYTES, json.path("bytes").asLong());
        assertEquals(START * 1_000_000 + 500_000, json.path("first_packet_ts").asLong());
        assertEquals(
                (START + PACKETS - 1) * 1_000_000 + 500_000,
                json.path("last_packet_ts").asLong());
        assertEquals(copy.toString(), json.path("output_file").asText());
    }

    @Test
    void shouldWritePcapngUnlessTheNameSaysPcap() throws IOException {
        final Path copy = folder.resolve("copy.cap");
        assertEquals(0, Cli.run("replay", journal, "-w", copy.toString()).exitCode());
        assertEquals(0x0A, Files.readAllBytes(copy)[0], "section header block");
        final String lines = Commands.run("tshark", "-r", copy.toString(), "-T", "fields", "-e", "frame.len");
        assertEquals(PACKETS, lines.lines().count());
    }

    @Test
    void shouldNotReplaceFile() throws IOException {
        final Path taken = Files.writeString(folder.resolve("taken.pcap"), "mine");
        final Cli.Result result = Cli.run("replay", journal, "-w", taken.toString());
        assertEquals(ExitCodes.FAILED, result.exitCode());
        assertTrue(result.err().contains("exists already"), result.err());
        assertEquals("mine", Files.readString(taken));
    }

    @Test
    void shouldCount() {
        assertEquals(PACKETS + "\n", Cli.run("replay", journal, "--count").out());
        assertEquals("50\n", Cli.run("replay", journal, "--count", "-f", "udp").out());
        assertEquals("0\n", Cli.run("replay", journal, "--count", "-f", "arp").out());
    }

    @Test
    void shouldSelectByTimeInEachNotation() {
        assertCount(90, "--from", START + 10 + ".5");
        assertCount(89, "--from", START + 10 + ".500000001");
        assertCount(11, "--to", START + 10 + ".5");
        assertCount(10, "--to", Long.toString(START + 10));
        assertCount(
                5,
                "--from",
                Instant.ofEpochSecond(START + 10).toString(),
                "--to",
                Instant.ofEpochSecond(START + 15).toString());
        assertCount(
                90,
                "--from",
                LocalDateTime.ofInstant(Instant.ofEpochSecond(START + 10), ZoneId.systemDefault())
                        .toString());
        assertCount(5, "--from", Long.toString(START + 10), "--to", Long.toString(START + 20), "-f", "tcp");
        assertCount(0, "--from", Long.toString(START + 1000));
    }

    @Test
    void shouldReadLittleMoreThanTheTimeThatIsAskedFor() {
        final String large = folder.resolve("large").toString();
        assertEquals(
                0,
                Cli.run("record", "--synthetic", "1500", "--packets", "60000", "--journal", large, "--json")
                        .exitCode());
        final JsonNode all = Cli.run("replay", large, "--json").last();
        assertEquals(60_000, all.path("packets").asLong());
        final long firstUs = all.path("first_packet_ts").asLong();
        final long lastUs = all.path("last_packet_ts").asLong();
        final long fromUs = firstUs + (lastUs - firstUs) / 2;
        final long toUs = fromUs + (lastUs - firstUs) / 50;
        final JsonNode before = replayed(large, firstUs, fromUs - 1);
        final JsonNode middle = replayed(large, fromUs, toUs);
        final JsonNode after = replayed(large, toUs + 1, lastUs);
        final long apart = before.path("packets").asLong()
                + middle.path("packets").asLong()
                + after.path("packets").asLong();
        assertEquals(60_000, apart);
        assertTrue(middle.path("packets").asLong() > 0, middle.toString());
        final long read = middle.path("blocks_read").asLong();
        assertTrue(read < all.path("blocks_read").asLong() / 4, read + " of " + all);
    }

    private static JsonNode replayed(String journal, long fromUs, long toUs) {
        return Cli.run("replay", journal, "--from", seconds(fromUs, "000"), "--to", seconds(toUs, "999"), "--json")
                .last();
    }

    private static String seconds(long us, String nanos) {
        return us / 1_000_000 + "." + String.format(Locale.ROOT, "%06d", us % 1_000_000) + nanos;
    }

    @Test
    void shouldPrintAsRecordDoes() {
        final Cli.Result result = Cli.run("replay", journal);
        assertEquals(Cli.run("record", "--read", original.toString(), "--print").out(), result.out());
        assertEquals(PACKETS, result.out().lines().count());
        assertTrue(result.err().startsWith(PACKETS + " packets"), result.err());
    }

    @Test
    void shouldWriteNoFileWhenNothingIsSelected() {
        final Path none = folder.resolve("none.pcap");
        final Cli.Result result = Cli.run("replay", journal, "-f", "arp", "-w", none.toString(), "--json");
        assertEquals(0, result.exitCode(), result.err());
        assertFalse(Files.exists(none));
        assertEquals(0, result.last().path("packets").asLong());
        assertFalse(result.last().has("output_file"), result.out());
    }

    @Test
    void shouldShowWhereTheFilterIsWrong() {
        final Cli.Result result = Cli.run("replay", journal, "-f", "udp prt 5");
        assertEquals(ExitCodes.FAILED, result.exitCode());
        assertTrue(result.err().startsWith("ringcap: filter 'udp prt 5'"), result.err());
    }

    @Test
    void shouldReplaySessionsThatFollowEachOther() {
        assertEquals(
                0,
                Cli.run("record", "--read", original.toString(), "--journal", journal, "--json")
                        .exitCode());
        assertEquals(2 * PACKETS + "\n", Cli.run("replay", journal, "--count").out());
        final Path copy = folder.resolve("both.pcap");
        assertEquals(0, Cli.run("replay", journal, "-w", copy.toString()).exitCode());
        assertEquals(
                2 * PACKETS,
                Cli.run("record", "--read", copy.toString(), "--json")
                        .last()
                        .path("final_stats")
                        .path("packets")
                        .asLong());
    }

    private void assertCount(int count, String... selection) {
        final String[] arguments = new String[selection.length + 3];
        arguments[0] = "replay";
        arguments[1] = journal;
        arguments[2] = "--count";
        System.arraycopy(selection, 0, arguments, 3, selection.length);
        final Cli.Result result = Cli.run(arguments);
        assertEquals(count + "\n", result.out(), () -> String.join(" ", selection) + " " + result.err());
    }

    /** Ethernet and IPv4 without options, and nothing in it. */
    private static byte[] frame(int protocol) {
        final byte[] frame = new byte[FRAME_BYTES];
        frame[12] = 8;
        frame[14] = 0x45;
        frame[17] = 46;
        frame[22] = 64;
        frame[23] = (byte) protocol;
        frame[46] = 0x50;
        return frame;
    }
}
