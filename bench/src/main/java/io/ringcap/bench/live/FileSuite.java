package io.ringcap.bench.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How fast a file goes through, against a C loop over libpcap that copies each packet: the same that {@code bench/data-path} measures
 * at length. No network is needed. Stateless.
 */
final class FileSuite implements Suite {
    static final String C_LOOP = "c-loop";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PACKETS = 1_000_000;
    private static final int PASSES = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration QUICK_ROUND = Duration.ofSeconds(8);
    private static final Duration ROUND = Duration.ofSeconds(16);
    private static final List<Row> ROWS = List.of(
            new Row("ringcap-null", false, List.of("--sink", "null")),
            new Row("ringcap-journal", true, List.of("--journal", "OUT")),
            new Row("ringcap-pcap", true, List.of("-w", "OUT", "--format", "pcap")),
            new Row(
                    "ringcap-pcap-ring",
                    true,
                    List.of("-w", "OUT", "--format", "pcap", "--rotate-size", "64M", "--keep-files", "8")));

    /** What is run, and with which options of {@code ringcap record}. */
    private record Row(String name, boolean isWriting, List<String> options) {}

    @Override
    public String name() {
        return "file";
    }

    @Override
    public void run(Setting setting) throws Exception {
        for (String traffic : List.of("mix", "64")) {
            final Path input = setting.folder().resolve("input-" + traffic + ".pcap");
            Child.run(setting.tools().makePcap().toString(), input.toString(), Integer.toString(PACKETS), traffic);
            for (int round = 1; round <= setting.rounds(); round++) {
                if (!setting.hasTimeFor(setting.isQuick() ? QUICK_ROUND : ROUND)) {
                    setting.results().remark("file: no time for round %d of %s".formatted(round, traffic));
                    break;
                }
                addLoop(setting, input, traffic, round);
                for (Row row : ROWS) {
                    addRow(setting, row, input, traffic, round);
                }
            }
            Files.delete(input);
        }
    }

    private static void addLoop(Setting setting, Path input, String traffic, int round)
            throws IOException, InterruptedException {
        final String said = Child.run(
                setting.tools().fileLoop().toString(), "-m", "copy", input.toString(), Integer.toString(PASSES));
        final JsonNode line = JSON.readTree(said);
        add(
                setting,
                new ResultLine("file", C_LOOP, traffic, round),
                line.path("packets").asLong(),
                line.path("seconds").asDouble());
    }

    private static void addRow(Setting setting, Row row, Path input, String traffic, int round)
            throws IOException, InterruptedException {
        // What a program has just freed is what the next one gets: memory that nobody has touched is slow, for C as for
        // Java.
        if (row.isWriting() && !setting.isQuick()) {
            record(setting, row, input);
        }
        final JsonNode stats = record(setting, row, input);
        add(
                setting,
                new ResultLine("file", row.name(), traffic, round),
                stats.path("packets").asLong(),
                stats.path("elapsed_ms").asDouble() / 1e3);
    }

    /** Records once, removes what was written, and returns the final counters. */
    private static JsonNode record(Setting setting, Row row, Path input) throws IOException, InterruptedException {
        try (RecordedFolder folder = RecordedFolder.in(setting.folder(), "file-")) {
            final List<String> command = new ArrayList<>(List.of(
                    setting.tools().ringcap().toString(),
                    "record",
                    "--json",
                    "--read",
                    input.toString(),
                    "--repeat",
                    Integer.toString(PASSES)));
            for (String option : row.options()) {
                command.add("OUT".equals(option) ? folder.path().resolve("out").toString() : option);
            }
            try (Child child = Child.start(command)) {
                child.awaitSuccess(PATIENCE);
                final String finished = child.output()
                        .lines()
                        .filter(line -> line.contains("\"CAPTURE_FINISHED\""))
                        .findFirst()
                        .orElseThrow(() -> new IOException(
                                "it has not finished: '" + child.said().strip() + "'"));
                return JSON.readTree(finished).path("final_stats");
            }
        }
    }

    private static void add(Setting setting, ResultLine line, long packets, double seconds) throws IOException {
        setting.results()
                .add(line.put("packets", packets)
                        .put("seconds", seconds)
                        .put("mpps", packets / seconds / 1e6)
                        .put("accounted", packets == (long) PACKETS * PASSES));
    }
}
