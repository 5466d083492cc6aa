package io.ringcap.bench.live.probe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The result of one measurement, which becomes one line of JSON. Confined to the thread that measures. */
final class ProbeLine {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double DIGITS = 1000;

    private final ObjectNode node;

    private ProbeLine(ObjectNode node) {
        this.node = node;
    }

    /** A line that says what was measured, how, with what traffic, and in which round of all. */
    static ProbeLine of(String suite, String row, String traffic, long round) {
        return new ProbeLine(JSON.createObjectNode()
                .put("suite", suite)
                .put("row", row)
                .put("traffic", traffic)
                .put("round", round));
    }

    /** Reads a line that was printed. */
    static ProbeLine parse(String text) {
        try {
            if (JSON.readTree(text) instanceof ObjectNode object) {
                return new ProbeLine(object);
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a line of JSON: " + text, e);
        }
        throw new IllegalArgumentException("not an object of JSON: " + text);
    }

    ProbeLine put(String name, long value) {
        node.put(name, value);
        return this;
    }

    /** Takes a number with three decimals. */
    ProbeLine put(String name, double value) {
        node.put(name, Math.round(value * DIGITS) / DIGITS);
        return this;
    }

    ProbeLine put(String name, boolean value) {
        node.put(name, value);
        return this;
    }

    ProbeLine put(String name, String value) {
        node.put(name, value);
        return this;
    }

    /** Takes percentiles of delays, in microseconds. */
    ProbeLine put(DelayHistogram delays) {
        return put("samples", delays.count())
                .put("negative", delays.negative())
                .put("p50_us", delays.percentile(50) / 1e3)
                .put("p90_us", delays.percentile(90) / 1e3)
                .put("p99_us", delays.percentile(99) / 1e3)
                .put("p999_us", delays.percentile(99.9) / 1e3)
                .put("max_us", delays.max() / 1e3);
    }

    /** Takes the fields of another line that this one does not have. */
    ProbeLine addAll(ProbeLine other) {
        other.node.properties().forEach(field -> node.putIfAbsent(field.getKey(), field.getValue()));
        return this;
    }

    boolean has(String name) {
        return node.has(name);
    }

    String text(String name) {
        return node.path(name).asText();
    }

    double number(String name) {
        final JsonNode value = node.path(name);
        if (!value.isNumber()) {
            throw new IllegalArgumentException("no number '" + name + "' in " + this);
        }
        return value.asDouble();
    }

    boolean isTrue(String name) {
        return node.path(name).asBoolean(false);
    }

    @Override
    public String toString() {
        return node.toString();
    }
}
