package io.ringcap.bench.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResultsTest {
    @TempDir
    Path folder;

    private static ResultLine line(String suite, String row, String traffic) {
        return new ResultLine(suite, row, traffic, 1);
    }

    @Test
    void shouldWriteALineAsJsonInTheOrderOfItsValues() {
        final ResultLine line = line("flat", "a \"row\"", "64")
                .put("sent", 3_000_000_000L)
                .put("pps", 1234.56789)
                .put("accounted", true);

        assertEquals(
                "{\"suite\":\"flat\",\"row\":\"a \\\"row\\\"\",\"traffic\":\"64\",\"round\":1,"
                        + "\"sent\":3000000000,\"pps\":1234.568,\"accounted\":true}",
                line.toJson());
    }

    @Test
    void shouldLeaveOutWhatIsNoNumber() {
        assertFalse(line("a", "b", "c").put("x", 0.0 / 0.0).toJson().contains("\"x\""));
    }

    @Test
    void shouldTakeTheMedian() {
        assertEquals(3, Medians.of(List.of(9.0, 1.0, 3.0)).orElseThrow());
        assertEquals(2, Medians.of(List.of(3.0, 1.0)).orElseThrow());
        assertEquals(2.5, Medians.of(List.of(4, 1, 3, 2)).orElseThrow());
        assertTrue(Medians.of(List.of()).isEmpty());
        assertEquals(9, Medians.highest(List.of(3, 9, 2)).orElseThrow());
        assertTrue(Medians.highest(List.of()).isEmpty());
    }

    @Test
    void shouldAppendEachMeasurementToTheFileAtOnce() throws IOException {
        final Path file = folder.resolve("live.jsonl");
        final Results results = new Results(file);

        results.add(line("flat", "one", "64"));
        results.remark("something");
        results.remark("something");

        final List<String> lines = Files.readAllLines(file);
        assertEquals(2, lines.size());
        assertEquals(results.lines().get(0).toJson(), lines.get(0));
        assertEquals(List.of("something"), results.remarks());
    }

    @Test
    void shouldJudgeBarsByMediansOfTheirRows() {
        final Figures figures = new Figures(List.of(
                line("cpu", "ringcap-pcap", "64").put("cpu_ns_per_packet", 10.0),
                line("cpu", "ringcap-pcap", "64").put("cpu_ns_per_packet", 60.0),
                line("cpu", "ringcap-pcap", "64").put("cpu_ns_per_packet", 900.0),
                line("cpu", "tcpdump", "64").put("cpu_ns_per_packet", 150.0),
                line("stop", "ringcap-" + StartStop.SILENT, "64").put("median_ms", 50.0)));

        final List<Bar> bars = Bar.of(figures);

        assertEquals(2, bars.size());
        assertEquals(0.4, bars.get(0).measured().orElseThrow(), 1e-9);
        assertTrue(bars.get(0).isMet());
        assertFalse(bars.get(1).isMet(), "50 ms are not under 50 ms");
    }

    @Test
    void shouldNotCallABarMetWhenARunDoesNotAddUp() {
        final Figures figures = new Figures(List.of(
                line("flat", "ringcap-pcapng", "1514").put("lost", 0).put("accounted", true),
                line("flat", "ringcap-pcapng", "1514").put("lost", 0).put("accounted", false)));

        assertFalse(Bar.of(figures).get(0).isMet());
        assertTrue(Bar.of(figures).get(0).toLine().endsWith("missed"));
    }

    @Test
    void shouldNotCallACostMetThatRestsOnARunThatDoesNotAddUp() {
        final Figures figures = new Figures(List.of(
                line("cpu", "ringcap-pcap", "64").put("cpu_ns_per_packet", 1.0).put("accounted", false),
                line("cpu", "tcpdump", "64").put("cpu_ns_per_packet", 150.0).put("accounted", true)));

        assertFalse(Bar.of(figures).get(0).isMet());
    }

    @Test
    void shouldNotCallABarMetWhenOneRoundLosesAPacket() {
        final Figures figures = new Figures(List.of(
                line("flat", "ringcap-pcapng", "1514").put("lost", 0).put("accounted", true),
                line("flat", "ringcap-pcapng", "1514").put("lost", 1).put("accounted", true),
                line("flat", "ringcap-pcapng", "1514").put("lost", 0).put("accounted", true)));

        assertFalse(Bar.of(figures).get(0).isMet());
    }

    @Test
    void shouldPrintATableWithWhatDoesNotAddUp() throws IOException {
        final Results results = new Results(folder.resolve("live.jsonl"));
        results.add(line("flat", "tcpdump", "64").put("lost", 7).put("accounted", false));
        results.add(line("rate", "dumpcap", "64").put("lossless_pps", 123.0).put("is_sender_the_limit", true));
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        new Summary(new PrintStream(bytes, true, StandardCharsets.UTF_8), results).print();

        final String text = bytes.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("1 do not add up"), text);
        assertTrue(text.contains(">=123.00"), text);
    }
}
