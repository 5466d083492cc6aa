package io.ringcap.bench.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ReportTest {
    private static final String HOSTILE = "a<b>&\\\"'|]]>\\u0001";

    @TempDir
    Path folder;

    private Path data;
    private Path plots;

    @BeforeEach
    void makeFolders() throws IOException {
        data = Files.createDirectory(folder.resolve("data"));
        plots = folder.resolve("plots");
    }

    @Test
    void shouldPrintMediansWithLowestAndHighest() throws IOException {
        final String text = reportOf(
                "08-speed.jsonl",
                speed("ringcap", 30),
                speed("ringcap", 10),
                speed("ringcap", 20),
                speed("c-loop", 25));

        assertTrue(text.contains("## speed\n"), text);
        assertTrue(text.contains("| mix | ringcap | 3 | 20.0 (10.0 to 30.0) |"), text);
        assertTrue(text.contains("| mix | c-loop | 1 | 25.0 |"), text);
        assertTrue(text.contains("(plots/speed-mpps.svg)"), text);
    }

    @Test
    void shouldDrawBarsAsLongAsTheirMedians() throws Exception {
        write("speed.jsonl", speed("ringcap", 10), speed("ringcap", 20), speed("ringcap", 40), speed("c-loop", 10));
        report();

        final List<Double> widths = barWidths(plots.resolve("speed-mpps.svg"));

        assertEquals(2, widths.size());
        assertEquals(2.0, widths.get(0) / widths.get(1), 0.01);
    }

    @Test
    void shouldStayWellFormedWhateverNamesSay() throws Exception {
        final String text = reportOf(
                "x.jsonl",
                "{\"suite\":\"" + HOSTILE + "\",\"row\":\"" + HOSTILE + "\",\"traffic\":\"" + HOSTILE + "\",\""
                        + HOSTILE + "\":1,\"p50_us\":1,\"max_us\":2}");

        for (Path plot : plots()) {
            assertEquals("svg", parse(plot).getTagName());
            assertTrue(plot.getFileName().toString().matches("[a-z0-9-]+\\.svg"), plot.toString());
        }
        assertEquals(2, plots().size());
        assertFalse(text.contains("<b>"), text);
        assertTrue(text.contains("\\|"), text);
    }

    @Test
    void shouldGiveTheSameBytesForTheSameInput() throws IOException {
        write("b.jsonl", speed("ringcap", 3.7), latency("ringcap", 12));
        write("a.jsonl", speed("c-loop", 2.5));
        final String text = report();
        final List<byte[]> first = new ArrayList<>();
        for (Path plot : plots()) {
            first.add(Files.readAllBytes(plot));
        }

        assertEquals(text, report());

        for (int i = 0; i < first.size(); i++) {
            assertArrayEquals(first.get(i), Files.readAllBytes(plots().get(i)));
        }
    }

    @Test
    void shouldTellLossAsAShareOfWhatWasSent() throws IOException {
        final String text = reportOf(
                "live.jsonl", "{\"suite\":\"flat\",\"row\":\"tcpdump\",\"traffic\":\"64\",\"sent\":1000,\"lost\":250}");

        assertTrue(text.contains("packets lost, %"), text);
        assertTrue(text.contains("| 64 | tcpdump | 1 | 25.0 |"), text);
    }

    @Test
    void shouldNameRunsThatDoNotAddUp() throws IOException {
        final String wrong = "{\"row\":\"ringcap\",\"pps\":5,\"accounted\":false}";
        final String text = reportOf("live.jsonl", wrong, "{\"row\":\"ringcap\",\"pps\":5,\"accounted\":true}");

        assertEquals(1, text.split("\"accounted\"", -1).length - 1);
        assertTrue(text.contains("## Runs that did not add up\n\n```\n" + wrong + "\n```"), text);
    }

    @Test
    void shouldLeaveOutWhatCouldNotBeKnown() throws IOException {
        final String text =
                reportOf("live.jsonl", "{\"row\":\"ringcap\",\"pps\":5,\"rss_mib\":-1,\"cpu_ns_per_packet\":null}");

        assertFalse(text.contains("memory"), text);
        assertFalse(text.contains("CPU"), text);
    }

    @Test
    void shouldPutZeroesIntoTheTableOnly() throws IOException {
        final String text = reportOf("live.jsonl", "{\"row\":\"ringcap\",\"sent\":5,\"lost\":0,\"lost_percent\":0}");

        assertTrue(text.contains("|  | ringcap | 1 | 0 |"), text);
        assertEquals(List.of(), plots());
    }

    @Test
    void shouldDrawLatencyByPercentile() throws Exception {
        write("latency.jsonl", latency("ringcap", 12), latency("c-loop", 8));

        report();

        final Path plot = plots.resolve("latency-percentiles-64-1000.svg");
        final String drawing = Files.readString(plot);
        assertEquals("svg", parse(plot).getTagName());
        assertTrue(drawing.contains(">p99.9</text>"), drawing);
        assertTrue(drawing.contains(">c-loop</text>"), drawing);
        assertEquals(6, parse(plot).getElementsByTagName("circle").getLength());
    }

    @Test
    void shouldReadEachIterationOfJmh() throws IOException {
        final String text = reportOf(
                "jmh.json",
                "[{\"benchmark\":\"io.ringcap.bench.jmh.FillBenchmark.jniPerBlock\",\"params\":{\"traffic\":\"64\"},"
                        + "\"primaryMetric\":{\"scoreUnit\":\"ns/op\",\"rawData\":[[10.0,30.0],[20.0]]}}]");

        assertTrue(text.contains("## jmh-fill\n"), text);
        assertTrue(text.contains("ns per packet"), text);
        assertTrue(text.contains("| 64 | jniPerBlock | 3 | 20.0 (10.0 to 30.0) |"), text);
    }

    @Test
    void shouldKeepPlotsApartWhoseNamesBecomeAlike() throws IOException {
        write("x.jsonl", "{\"suite\":\"a b\",\"row\":\"r\",\"pps\":1}", "{\"suite\":\"a-b\",\"row\":\"r\",\"pps\":2}");

        report();

        assertTrue(Files.exists(plots.resolve("a-b-pps.svg")));
        assertTrue(Files.exists(plots.resolve("a-b-pps-2.svg")));
    }

    @Test
    void shouldSayWhichLineCannotBeRead() throws IOException {
        write("x.jsonl", speed("ringcap", 1), "{\"row\":");

        final IOException e = assertThrows(IOException.class, this::report);

        assertTrue(e.getMessage().contains("x.jsonl line 2"), e.getMessage());
    }

    @Test
    void shouldSayWhatToDoWhenThereIsNothing() {
        final IOException e = assertThrows(IOException.class, this::report);

        assertTrue(e.getMessage().contains("run bench/data-path"), e.getMessage());
    }

    private static String speed(String row, double mpps) {
        return "{\"traffic\":\"mix\",\"row\":\"" + row + "\",\"packets\":10,\"seconds\":1.5,\"mpps\":" + mpps + "}";
    }

    private static String latency(String row, double median) {
        return "{\"suite\":\"latency\",\"row\":\"" + row + "\",\"traffic\":\"64@1000\",\"p50_us\":" + median
                + ",\"p999_us\":" + median * 10 + ",\"max_us\":" + median * 100 + "}";
    }

    private String report() throws IOException {
        return Report.make(data, plots);
    }

    private String reportOf(String name, String... lines) throws IOException {
        write(name, lines);
        return report();
    }

    private void write(String name, String... lines) throws IOException {
        Files.write(data.resolve(name), List.of(lines));
    }

    private List<Path> plots() throws IOException {
        try (Stream<Path> all = Files.list(plots)) {
            return all.sorted().toList();
        }
    }

    private static Element parse(Path plot) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(plot.toFile())
                .getDocumentElement();
    }

    /** The background is the first rectangle. */
    private static List<Double> barWidths(Path plot) throws Exception {
        final NodeList rectangles = parse(plot).getElementsByTagName("rect");
        final List<Double> widths = new ArrayList<>();
        for (int i = 1; i < rectangles.getLength(); i++) {
            widths.add(Double.parseDouble(((Element) rectangles.item(i)).getAttribute("width")));
        }
        return widths;
    }
}
