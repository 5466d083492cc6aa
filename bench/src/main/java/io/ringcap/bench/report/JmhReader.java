package io.ringcap.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads what JMH writes with {@code -rf json}: each class is a suite, each method a row, each combination of parameters a traffic, and
 * each iteration of each fork a value. Where a parameter is what is compared, it is the row, and the method the traffic. Confined to
 * one thread.
 */
final class JmhReader {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** The parameter of the hand-off that is compared. */
    private static final String ROW_PARAMETER = "waiting";

    private final Results results;

    JmhReader(Results results) {
        this.results = results;
    }

    void read(Path file) throws IOException {
        final JsonNode all = MAPPER.readTree(file.toFile());
        if (!all.isArray()) {
            throw new IOException(file + " is no result of JMH: make it with -rf json, or remove it");
        }
        for (JsonNode benchmark : all) {
            add(file, benchmark);
        }
    }

    private void add(Path file, JsonNode benchmark) throws IOException {
        final String[] name = benchmark.path("benchmark").asText().split("\\.", -1);
        final JsonNode metric = benchmark.path("primaryMetric");
        if (name.length < 2 || !metric.path("rawData").isArray()) {
            throw new IOException(file + " has a benchmark without name or raw data: make it with JMH's -rf json");
        }
        final String suite = "jmh-" + kebab(name[name.length - 2].replaceFirst("Benchmark$", ""));
        final String method = name[name.length - 1];
        final JsonNode params = benchmark.path("params");
        final boolean isRow = params.has(ROW_PARAMETER);
        final String row = isRow ? params.path(ROW_PARAMETER).asText() : method;
        final String traffic = isRow ? method : parameters(params);
        for (JsonNode fork : metric.path("rawData")) {
            for (JsonNode iteration : fork) {
                results.add(suite, metric.path("scoreUnit").asText(), traffic, row, iteration.asDouble());
            }
        }
    }

    private static String parameters(JsonNode params) {
        final List<String> values = new ArrayList<>();
        for (Map.Entry<String, JsonNode> param : params.properties()) {
            final String value = param.getValue().asText();
            values.add("traffic".equals(param.getKey()) ? value : param.getKey() + " " + value);
        }
        return String.join(", ", values);
    }

    private static String kebab(String camel) {
        return camel.replaceAll("(?<=[a-z0-9])([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
