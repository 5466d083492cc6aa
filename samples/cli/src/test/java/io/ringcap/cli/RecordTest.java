package io.ringcap.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringcap.message.MessageJson;
import io.ringcap.testing.PcapFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ringcap record} writes to stdout, to stderr and into folders. */
final class RecordTest {
    @TempDir
    private Path folder;

    @Test
    void shouldPrintTheMessagesInOrderAndNothingElseAsJson() throws IOException {
        final Cli.Result result =
                Cli.run("record", "--synthetic", "64@50000", "--packets", "50000", "-w", path("out"), "--json");
        assertEquals(0, result.exitCode(), result.err());
        assertEquals("", result.err());
        for (String line : result.out().lines().toList()) {
            assertEquals(line, MessageJson.toJson(MessageJson.fromJson(line)), "exactly the protocol's form");
        }
        final List<String> types = result.types();
        assertEquals("CAPTURE_STARTED", types.get(0));
        assertEquals(1, types.stream().filter("CAPTURE_FILE_READY"::equals).count());
        assertEquals("CAPTURE_FINISHED", types.get(types.size() - 1));
        assertTrue(types.size() > 4, "50,000 packets in a second bring progress: " + types);
        assertEquals(
                types.size() - 3,
                types.stream().filter("CAPTURE_PROGRESS"::equals).count(),
                types::toString);
        final JsonNode stats = result.last().path("final_stats");
        assertEquals(50_000, stats.path("packets").asLong());
        assertEquals(50_000, stats.path("written_packets").path("pcapng").asLong());
        assertEquals("packets", result.last().path("finish_reason").asText());
        assertEquals(
                1,
                result.json().stream()
                        .map(message -> message.path("session_id").asText())
                        .distinct()
                        .count());
    }

    @Test
    void shouldCompressWhatItHasRecordedBeforeItEnds() throws IOException {
        for (String format : List.of("tar.gz", "zip", "gz", "zst")) {
            final Path into = folder.resolve(format);
            final Cli.Result result = Cli.run(
                    "record",
                    "--synthetic",
                    "64@0",
                    "--packets",
                    "30000",
                    "--rotate-packets",
                    "10000",
                    "-w",
                    into.toString(),
                    "--compress",
                    format,
                    "--json");
            assertEquals(0, result.exitCode(), result.err());
            final List<String> types = result.types();
            assertTrue(types.contains("CLEAN_STORED"), types::toString);
            assertEquals("CLEAN_COMPRESS_DONE", types.get(types.size() - 1), types::toString);
            try (Stream<Path> files = Files.list(into)) {
                final List<String> visible = files.map(
                                file -> file.getFileName().toString())
                        .filter(name -> !name.startsWith("."))
                        .toList();
                assertTrue(
                        !visible.isEmpty() && visible.stream().allMatch(name -> name.endsWith("." + format)),
                        visible::toString);
            }
        }
    }

    @Test
    void shouldCopyPcapFileByteForByte() throws IOException {
        final PcapFiles packets = PcapFiles.nanos();
        for (int i = 0; i < 3_000; i++) {
            packets.packet(1_700_000_000_123_456_789L + i * 1_001L, new byte[60 + i % 1400]);
        }
        final Path original = packets.write(folder.resolve("in.pcap"));
        final Cli.Result result =
                Cli.run("record", "--read", original.toString(), "-w", path("out"), "--format", "pcap");
        assertEquals(0, result.exitCode(), result.err());
        assertArrayEquals(Files.readAllBytes(original), Files.readAllBytes(onlyFile("out")));
        assertTrue(result.err().contains("3,000 packets"), result.err());
        assertTrue(result.err().contains(onlyFile("out").toString()), result.err());
    }

    @Test
    void shouldReadFileAsOftenAsAsked() throws IOException {
        final Path file = PcapFiles.nanos()
                .packet(1, new byte[60])
                .packet(2, new byte[60])
                .write(folder.resolve("in.pcap"));
        final Cli.Result result = Cli.run("record", "--read", file.toString(), "--repeat", "5", "--json");
        assertEquals(10, result.last().path("final_stats").path("packets").asLong());
        assertEquals("end_of_file", result.last().path("finish_reason").asText());
    }

    @Test
    void shouldEndAfterExactlySoManyPackets() throws IOException {
        final Cli.Result result = Cli.run(
                "record", "--synthetic", "1514", "--packets", "12345", "-w", path("out"), "--format", "pcap", "--json");
        assertEquals(12_345, result.last().path("final_stats").path("packets").asLong());
        assertEquals(24 + 12_345L * (16 + 1514), Files.size(onlyFile("out")));
    }

    @Test
    void shouldEndWithThePacketThatReachesTheBytes() {
        final Cli.Result result = Cli.run("record", "--synthetic", "100", "--bytes", "1K", "--json");
        assertEquals(11, result.last().path("final_stats").path("packets").asLong());
        assertEquals("bytes", result.last().path("finish_reason").asText());
    }

    @Test
    void shouldCutPacketsAtSnaplen() {
        final Cli.Result result = Cli.run("record", "--synthetic", "1000", "-s", "100", "--packets", "10", "--json");
        assertEquals(1_000, result.last().path("final_stats").path("bytes").asLong());
    }

    @Test
    void shouldPrintPacketsWhenNoSinkIsGiven() {
        final Cli.Result result = Cli.run("record", "--synthetic", "64", "--packets", "3");
        assertEquals(0, result.exitCode(), result.err());
        assertEquals(3, result.out().lines().count(), result.out());
        assertTrue(result.out().lines().allMatch(line -> line.contains("IP 192.0.2.1.40000 > ")), result.out());
        assertTrue(result.err().startsWith("3 packets"), result.err());
    }

    @Test
    void shouldWriteToAllSinksTogether() throws IOException {
        final Cli.Result result = Cli.run(
                "record",
                "--synthetic",
                "64",
                "--packets",
                "1000",
                "-w",
                path("out"),
                "--journal",
                path("journal"),
                "--print",
                "--sink",
                "null");
        assertEquals(0, result.exitCode(), result.err());
        assertEquals(1000, result.out().lines().count());
        assertTrue(onlyFile("out").toString().endsWith(".pcapng"));
        assertEquals("1000\n", Cli.run("replay", path("journal"), "--count").out());
    }

    @Test
    void shouldTakeEveryEngineOption() {
        final Cli.Result result = Cli.run(
                "record",
                "--synthetic",
                "64",
                "--packets",
                "10",
                "--sink",
                "null",
                "--buffer",
                "4M",
                "--ring",
                "8M",
                "--profile",
                "latency",
                "--flush",
                "5ms",
                "--json");
        assertEquals(0, result.exitCode(), result.err());
        assertEquals(10, result.last().path("final_stats").path("packets").asLong());
    }

    @Test
    void shouldEndQuietlyWhenNobodyReadsAnyMore() throws Exception {
        try (Cli keeper = Cli.usual()
                .behind("bash", "-c", "\"$@\" | head -n 2; echo \"${PIPESTATUS[0]}\"", "bash")
                .start("record", "--synthetic", "64@20000", "--print")) {
            final Cli.Result result = keeper.await();
            final List<String> lines = result.out().lines().toList();
            assertEquals(3, lines.size(), result.out());
            assertEquals("0", lines.get(2));
            assertEquals("", result.err());
        }
    }

    @Test
    void shouldFailWhenStdoutIsOnAFullDisk() {
        final Cli.Result result = Cli.usual()
                .behind("bash", "-c", "exec \"$@\" >/dev/full", "bash")
                .run("record", "--synthetic", "64", "--packets", "100", "--json");
        assertEquals(ExitCodes.FAILED, result.exitCode());
        assertTrue(result.err().contains("cannot write to stdout"), result.err());
    }

    @Test
    void shouldShowProgressOnOneLineThatFitsTheTerminal() {
        final Cli.Result result = Cli.usual()
                .withJavaOptions("-Dringcap.cli.tty=true", "-Dringcap.cli.columns=40")
                .run("record", "--synthetic", "64@1000", "--duration", "1500ms", "--sink", "null");
        final String[] drawn = result.err().split("\r");
        assertTrue(drawn.length > 3, result.err());
        // A shorter line has blanks behind it, and goes back over them.
        assertTrue(
                Stream.of(drawn)
                        .limit(drawn.length - 1L)
                        .allMatch(line -> line.replace("\b", "").length() < 40),
                result.err());
        assertTrue(drawn[2].contains(" packets, "), result.err());
        assertTrue(drawn[drawn.length - 1].contains("0 dropped (duration)"), result.err());
    }

    @Test
    void shouldHelp() {
        for (String command : List.of("record", "replay", "devices", "demo")) {
            final Cli.Result result = Cli.run(command, "--help");
            assertEquals(0, result.exitCode());
            assertTrue(result.out().contains("Examples:"), result.out());
            assertEquals("", result.err());
        }
        assertTrue(Cli.run("--version").out().startsWith("ringcap "));
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private Path onlyFile(String name) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(name))) {
            final List<Path> all = files.toList();
            assertEquals(1, all.size(), all::toString);
            return all.get(0);
        }
    }
}
