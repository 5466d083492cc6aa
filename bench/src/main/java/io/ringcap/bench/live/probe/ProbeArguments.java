package io.ringcap.bench.live.probe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The options of a probe, {@code --name value} each. Confined to the main thread; refuses what no probe asked for. */
final class ProbeArguments {
    private final Map<String, String> values = new HashMap<>();
    private final Set<String> unused = new HashSet<>();

    ProbeArguments(String... arguments) {
        for (int i = 0; i < arguments.length; i += 2) {
            final String name = arguments[i];
            if (!name.startsWith("--") || i + 1 == arguments.length) {
                throw new IllegalArgumentException("'" + name + "' is not an option followed by a value");
            }
            values.put(name.substring(2), arguments[i + 1]);
            unused.add(name);
        }
    }

    /** The value of an option that must be there. */
    String text(String name) {
        final String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("--" + name + " is needed");
        }
        unused.remove("--" + name);
        return value;
    }

    String text(String name, String fallback) {
        return values.containsKey(name) ? text(name) : fallback;
    }

    long number(String name, long fallback) {
        if (!values.containsKey(name)) {
            return fallback;
        }
        final String value = text(name);
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--" + name + " " + value + " is not a number", e);
        }
    }

    double decimal(String name, double fallback) {
        if (!values.containsKey(name)) {
            return fallback;
        }
        final String value = text(name);
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--" + name + " " + value + " is not a number", e);
        }
    }

    /** Numbers separated by commas. */
    List<Long> numbers(String name, String fallback) {
        final List<Long> numbers = new ArrayList<>();
        for (String part : text(name, fallback).split(",", -1)) {
            numbers.add(new ProbeArguments("--" + name, part).number(name, 0));
        }
        return numbers;
    }

    /** Fails if there were options that nobody has asked for. */
    void requireAllUsed() {
        if (!unused.isEmpty()) {
            throw new IllegalArgumentException("unknown options: " + unused);
        }
    }
}
