package io.ringcap.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All values that were read: by suite, metric, traffic and row, each in the order in which it was first seen. Confined to one thread.
 */
final class Results {
    private final Map<String, Map<String, Map<String, Map<String, List<Double>>>>> suites = new LinkedHashMap<>();
    private final List<String> unaccounted = new ArrayList<>();

    void add(String suite, String metric, String traffic, String row, double value) {
        suites.computeIfAbsent(suite, any -> new LinkedHashMap<>())
                .computeIfAbsent(metric, any -> new LinkedHashMap<>())
                .computeIfAbsent(traffic, any -> new LinkedHashMap<>())
                .computeIfAbsent(row, any -> new ArrayList<>())
                .add(value);
    }

    /** Notes a run whose packets did not add up. */
    void addUnaccounted(String run) {
        unaccounted.add(run);
    }

    Set<String> suites() {
        return suites.keySet();
    }

    Set<String> metrics(String suite) {
        return suites.getOrDefault(suite, Map.of()).keySet();
    }

    /** The rows of each traffic. */
    Map<String, Map<String, Summary>> byTraffic(String suite, String metric) {
        final Map<String, Map<String, Summary>> all = new LinkedHashMap<>();
        suites.getOrDefault(suite, Map.of()).getOrDefault(metric, Map.of()).forEach((traffic, rows) -> {
            final Map<String, Summary> summaries = new LinkedHashMap<>();
            rows.forEach((row, values) -> summaries.put(row, Summary.of(values)));
            all.put(traffic, summaries);
        });
        return all;
    }

    List<String> unaccounted() {
        return List.copyOf(unaccounted);
    }
}
