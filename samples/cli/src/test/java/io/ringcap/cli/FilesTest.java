package io.ringcap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringcap.testing.PcapFiles;
import io.ringcap.testing.SequenceCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How {@code ringcap record} cuts files, what it keeps of them, and what {@code ringcap recover} makes of a killed one. */
final class FilesTest {
    @TempDir
    private Path folder;

    @Test
    void shouldCutIntoFilesOfSoManyPackets() throws IOException {
        final Cli.Result result = Cli.run(
                "record",
                "--synthetic",
                "64",
                "--packets",
                "10000",
                "-w",
                out(),
                "--format",
                "pcap",
                "--rotate-packets",
                "3000",
                "--name-template",
                "test_{interface}_{index}",
                "--checksum",
                "--json");
        assertEquals(0, result.exitCode(), result.err());
        assertEquals(
                List.of(
                        "test_synthetic_00000.pcap",
                        "test_synthetic_00001.pcap",
                        "test_synthetic_00002.pcap",
                        "test_synthetic_00003.pcap"),
                names());
        final JsonNode files = result.last().path("result_files");
        assertEquals(4, files.size());
        assertEquals(1000, files.get(3).path("packets").asLong());
        assertTrue(files.get(0).path("checksum").asText().startsWith("sha256:"));
        final SequenceCheck all = PcapFiles.sequences(files(), folder);
        assertEquals(10_000, all.packets());
        assertEquals(0, all.missing());
    }

    @Test
    void shouldKeepOnlyTheNewestFiles() throws IOException {
        final Cli.Result result = Cli.run(
                "record",
                "--synthetic",
                "1000",
                "--packets",
                "20000",
                "-w",
                out(),
                "--rotate-size",
                "1M",
                "--keep-files",
                "3",
                "--json");
        assertEquals(0, result.exitCode(), result.err());
        assertEquals(3, names().size());
        final JsonNode stats = result.last().path("final_stats");
        final SequenceCheck kept = PcapFiles.sequences(files(), folder);
        assertEquals(20_000, stats.path("written_packets").path("pcapng").asLong());
        assertEquals(stats.path("retired_packets").path("pcapng").asLong(), kept.missing());
        assertEquals(20_000, kept.next());
        assertEquals(3, result.last().path("result_files_total").asInt());
    }

    @Test
    void shouldRefuseWhatMakesNoSense() {
        for (List<String> each : List.of(
                List.of("-w", out(), "--keep-files", "3"),
                List.of("-w", out(), "--aligned"),
                List.of("-w", out(), "--name-template", "../x"),
                List.of("-w", out(), "--on-disk-full", "explode"),
                List.of("-w", out(), "--rotate-size", "1M", "--keep-files", "3", "--compress", "gz"),
                List.of("--journal", out(), "--name-template", "x"),
                List.of("--rotate-size", "1M"))) {
            final List<String> arguments = Stream.concat(
                            Stream.of("record", "--synthetic", "64", "--packets", "1"), each.stream())
                    .toList();
            final Cli.Result result = Cli.run(arguments.toArray(String[]::new));
            assertEquals(2, result.exitCode(), each + result.err());
            assertTrue(Files.notExists(Path.of(out())), each::toString);
        }
    }

    @Test
    void shouldRecoverWhatAKilledCaptureLeft() throws Exception {
        try (Cli cli = Cli.start("record", "--synthetic", "200@20000", "-w", out(), "--format", "pcap", "--json")) {
            cli.awaitOut("CAPTURE_PROGRESS");
            cli.signal("KILL");
        }
        assertEquals(2, names().size(), "a .part and its .commit");
        final Cli.Result recovered = Cli.run("recover", out(), "--json");
        assertEquals(0, recovered.exitCode(), recovered.err());
        final JsonNode file = recovered.last();
        assertTrue(file.path("recovered").asBoolean());
        final SequenceCheck found = PcapFiles.sequences(files(), folder);
        assertEquals(file.path("packets").asLong(), found.packets());
        assertTrue(found.packets() >= 10_000, found.packets() + " packets");
        assertEquals(0, found.missing());

        final Cli.Result again = Cli.run("recover", out());
        assertEquals(0, again.exitCode());
        assertTrue(again.out().contains("nothing to recover"), again.out());
    }

    @Test
    void shouldGiveTheSessionOfAKilledJournalItsEnd() throws Exception {
        try (Cli cli = Cli.start("record", "--synthetic", "200@20000", "--journal", out(), "--json")) {
            cli.awaitOut("CAPTURE_PROGRESS");
            cli.signal("KILL");
        }
        final Cli.Result recovered = Cli.run("recover", out(), "--json");
        assertEquals(0, recovered.exitCode(), recovered.err());
        assertTrue(recovered.last().path("packets").asLong() >= 10_000, recovered.out());
        assertTrue(recovered.last().path("ended_session").asText().startsWith("capture_"), recovered.out());
        final Cli.Result counted = Cli.run("replay", out(), "--count", "--json");
        assertEquals(
                recovered.last().path("packets").asLong(),
                counted.last().path("packets").asLong());
    }

    @Test
    void shouldTellOfADamagedSegmentAndReadTheOthers() throws Exception {
        final Cli.Result recorded = Cli.run(
                "record", "--synthetic", "200", "--packets", "5000", "--journal", out(), "--rotate-packets", "1000");
        assertEquals(0, recorded.exitCode(), recorded.err());
        final List<Path> segments = files().stream()
                .filter(path -> path.toString().endsWith(".cq4"))
                .toList();
        assertTrue(segments.size() > 2, segments::toString);
        Files.write(segments.get(1), new byte[4096], StandardOpenOption.WRITE);

        final Cli.Result replayed = Cli.run("replay", out(), "--count", "--json");
        assertEquals(1, replayed.exitCode(), replayed.err());
        assertTrue(replayed.err().contains(segments.get(1).toString()), replayed.err());
        assertEquals(1, replayed.last().path("damage").size(), replayed.out());
        final long left = replayed.last().path("packets").asLong();
        assertTrue(left > 2_000 && left < 5_000, replayed.out());

        final Cli.Result recovered = Cli.run("recover", out(), "--json");
        assertEquals(1, recovered.exitCode(), recovered.err());
        assertEquals(1, recovered.last().path("damage").size(), recovered.out());
        assertEquals(left, recovered.last().path("packets").asLong());
    }

    @Test
    void shouldCompressWhatIsClosed() throws Exception {
        final Cli.Result result = Cli.run(
                "record",
                "--synthetic",
                "200",
                "--packets",
                "5000",
                "-w",
                out(),
                "--rotate-packets",
                "1000",
                "--compress",
                "gz",
                "--json");
        assertEquals(0, result.exitCode(), result.err());
        final List<String> archives =
                names().stream().filter(name -> name.endsWith(".pcapng.gz")).toList();
        assertEquals(5, archives.size(), names()::toString);
        assertEquals(5, names().stream().filter(name -> !name.startsWith(".")).count(), names()::toString);
        assertEquals(
                5, result.types().stream().filter("CLEAN_COMPRESS_DONE"::equals).count(), result.out());
    }

    @Test
    void shouldRecoverBeforeItRecordsIntoTheSameFolder() throws Exception {
        try (Cli cli = Cli.start("record", "--synthetic", "200@20000", "-w", out(), "--json")) {
            cli.awaitOut("CAPTURE_PROGRESS");
            cli.signal("KILL");
        }
        final Cli.Result next = Cli.run("record", "--synthetic", "64", "--packets", "10", "-w", out());
        assertEquals(0, next.exitCode(), next.err());
        assertTrue(next.err().contains("recovered " + out()), next.err());
        assertEquals(2, names().size(), names()::toString);
    }

    private String out() {
        return folder.resolve("out").toString();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(Path.of(out()))) {
            return all.sorted().toList();
        }
    }

    private List<String> names() throws IOException {
        return files().stream().map(path -> String.valueOf(path.getFileName())).toList();
    }
}
