package io.ringcap.bench.report;

import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The fields of a latency distribution: {@code p50_us}, {@code p99_us}, {@code p999_us} or {@code p99_9_us}, {@code max_us}. */
final class Percentile {
    private static final Pattern FIELD = Pattern.compile("p([0-9]+)(?:[._]([0-9]+))?_us");
    private static final String MAX = "max_us";

    private Percentile() {}

    /** The share of packets that were not slower, in percent; nothing for another field. */
    static OptionalDouble of(String field) {
        if (MAX.equals(field)) {
            return OptionalDouble.of(100);
        }
        final Matcher matcher = FIELD.matcher(field);
        if (!matcher.matches()) {
            return OptionalDouble.empty();
        }
        final String whole = matcher.group(1);
        if (matcher.group(2) != null) {
            return OptionalDouble.of(Double.parseDouble(whole + "." + matcher.group(2)));
        }
        // 999 is 99.9, 9999 is 99.99.
        return OptionalDouble.of(Double.parseDouble(
                whole.length() > 2 && !"100".equals(whole) ? whole.substring(0, 2) + "." + whole.substring(2) : whole));
    }

    /** What it is called on an axis. */
    static String label(double percentile) {
        final String digits = Double.toString(percentile);
        return percentile >= 100
                ? "max"
                : "p" + (digits.endsWith(".0") ? digits.substring(0, digits.length() - 2) : digits);
    }
}
