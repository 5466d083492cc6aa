package io.ringcap.bench.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the harnesses' results, one JSON object a line. {@code suite}, {@code row} (or {@code recorder}) and {@code traffic} say what
 * was measured; every other number is a metric, but for those that only count what went through. Confined to one thread.
 */
final class LineReader {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final String LOST = "lost";
    private static final String LOST_PERCENT = "lost_percent";

    /** They say how long and how much was measured, not how well it did. */
    private static final Set<String> CIRCUMSTANCES = Set.of(
            "round",
            "packets",
            "seconds",
            "bytes",
            "sent",
            "rx",
            "received",
            "delivered",
            "taken",
            "dropped",
            "samples",
            "pauses",
            "ballast_objects",
            "ignored",
            "largest_tried",
            "in_files",
            "files");

    private final Results results;

    LineReader(Results results) {
        this.results = results;
    }

    /** A file without {@code suite} in its lines is a suite itself, by its name without the number of its chapter. */
    void read(Path file) throws IOException {
        final String fileSuite =
                file.getFileName().toString().replaceFirst("\\.jsonl$", "").replaceFirst("^[0-9]+-", "");
        final List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                add(fileSuite, parse(file, i + 1, lines.get(i)), lines.get(i));
            }
        }
    }

    private static JsonNode parse(Path file, int number, String line) throws IOException {
        try {
            final JsonNode node = MAPPER.readTree(line);
            if (node.isObject() && (node.hasNonNull("row") || node.hasNonNull("recorder"))) {
                return node;
            }
        } catch (JsonProcessingException e) {
            throw new IOException(file + " line " + number + " is no JSON: repeat that run, or remove the line", e);
        }
        throw new IOException(file + " line " + number + " has no \"row\": repeat that run, or remove the line");
    }

    private void add(String fileSuite, JsonNode line, String text) {
        final String suite = line.path("suite").asText(fileSuite);
        final String traffic = line.path("traffic").asText("");
        final String row = line.path("row").asText(line.path("recorder").asText());
        if (line.path("accounted").isBoolean() && !line.path("accounted").booleanValue()) {
            results.addUnaccounted(text);
        }
        for (Map.Entry<String, JsonNode> field : line.properties()) {
            final String name = field.getKey();
            final double value = field.getValue().asDouble();
            // A negative number stands for what could not be known.
            if (!field.getValue().isNumber() || value < 0 || CIRCUMSTANCES.contains(name)) {
                continue;
            }
            final double sent = line.path("sent").asDouble();
            if (!LOST.equals(name)) {
                results.add(suite, name, traffic, row, value);
            } else if (!line.has(LOST_PERCENT)) {
                results.add(suite, sent > 0 ? LOST_PERCENT : LOST, traffic, row, sent > 0 ? 100 * value / sent : value);
            }
        }
    }
}
