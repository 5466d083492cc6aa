package io.ringcap.bench.live;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/** All rounds of a run of the harness taken together. Immutable. */
final class Figures {
    private final List<ResultLine> lines;

    Figures(List<ResultLine> lines) {
        this.lines = List.copyOf(lines);
    }

    /** One row under one traffic. */
    record Place(String suite, String traffic, String row) {}

    /** All places, in the order in which they were first measured, those of one suite and traffic together. */
    Set<Place> places() {
        final Set<Place> places = new LinkedHashSet<>();
        for (ResultLine outer : lines) {
            for (ResultLine line : lines) {
                if (line.suite().equals(outer.suite()) && line.traffic().equals(outer.traffic())) {
                    places.add(new Place(line.suite(), line.traffic(), line.row()));
                }
            }
        }
        return places;
    }

    /** The median over the rounds; nothing when it was never measured. */
    OptionalDouble median(String suite, String row, String traffic, String name) {
        return Medians.of(values(suite, row, traffic, name));
    }

    /** The largest of the rounds; nothing when it was never measured, or when a round does not add up. */
    OptionalDouble worst(String suite, String row, String traffic, String name) {
        if (unaccounted(new Place(suite, traffic, row)) > 0) {
            return OptionalDouble.of(Double.NaN);
        }
        return values(suite, row, traffic, name).stream()
                .mapToDouble(Double::doubleValue)
                .max();
    }

    /** Whether all rounds add up. */
    boolean isAccounted(String suite, String row, String traffic) {
        return unaccounted(new Place(suite, traffic, row)) == 0;
    }

    /** How many rounds do not add up. */
    long unaccounted(Place place) {
        return lines.stream()
                .filter(line -> isOf(line, place.suite(), place.row(), place.traffic()))
                .filter(line -> line.is("accounted", false))
                .count();
    }

    /** Whether in a round a value of this name is as given. */
    boolean isEver(Place place, String name, boolean value) {
        return lines.stream()
                .filter(line -> isOf(line, place.suite(), place.row(), place.traffic()))
                .anyMatch(line -> line.is(name, value));
    }

    /** How many rounds there are. */
    long rounds(Place place) {
        return lines.stream()
                .filter(line -> isOf(line, place.suite(), place.row(), place.traffic()))
                .count();
    }

    private List<Double> values(String suite, String row, String traffic, String name) {
        final List<Double> values = new ArrayList<>();
        for (ResultLine line : lines) {
            if (isOf(line, suite, row, traffic)) {
                line.number(name).ifPresent(values::add);
            }
        }
        return values;
    }

    private static boolean isOf(ResultLine line, String suite, String row, String traffic) {
        return line.suite().equals(suite)
                && line.row().equals(row)
                && line.traffic().equals(traffic);
    }
}
