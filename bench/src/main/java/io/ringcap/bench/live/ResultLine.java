package io.ringcap.bench.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** One measurement: named values in the order in which they were put. Used by one thread. */
public final class ResultLine {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double PRECISION = 1e3;

    private final String suite;
    private final String row;
    private final String traffic;
    private final Map<String, Object> values = new LinkedHashMap<>();

    /**
     * A line without values yet.
     *
     * @param suite the suite that measures
     * @param row what is measured, such as {@code tcpdump}
     * @param traffic by which traffic, such as {@code 64}
     */
    public ResultLine(String suite, String row, String traffic, int round) {
        this.suite = suite;
        this.row = row;
        this.traffic = traffic;
        values.put("suite", suite);
        values.put("row", row);
        values.put("traffic", traffic);
        values.put("round", round);
    }

    public String suite() {
        return suite;
    }

    public String row() {
        return row;
    }

    public String traffic() {
        return traffic;
    }

    public ResultLine put(String name, long value) {
        values.put(name, value);
        return this;
    }

    /** A value is rounded to a thousandth; one that is no number is left out, as unknown is not 0. */
    public ResultLine put(String name, double value) {
        if (Double.isFinite(value)) {
            values.put(name, Math.round(value * PRECISION) / PRECISION);
        }
        return this;
    }

    public ResultLine put(String name, boolean value) {
        values.put(name, value);
        return this;
    }

    public ResultLine put(String name, String value) {
        values.put(name, value);
        return this;
    }

    /** A value that is a number, if there is one of this name. */
    public OptionalDouble number(String name) {
        return values.get(name) instanceof Number found
                ? OptionalDouble.of(found.doubleValue())
                : OptionalDouble.empty();
    }

    /** Whether a value of this name is there and as given. */
    public boolean is(String name, boolean value) {
        return values.get(name) instanceof Boolean found && found == value;
    }

    /** The line as JSON, without a line end. */
    public String toJson() {
        try {
            return JSON.writeValueAsString(values);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings, numbers and booleans are always JSON", e);
        }
    }
}
