package io.ringcap.bench.report;

import java.util.Locale;

/** Writes numbers with three digits that mean something, the same on every machine. */
final class Figures {
    private Figures() {}

    static String text(double value) {
        final double size = Math.abs(value);
        if (size >= 100 || size == 0) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        if (size >= 10) {
            return String.format(Locale.ROOT, "%.1f", value);
        }
        return size >= 0.01 ? String.format(Locale.ROOT, "%.2f", value) : String.format(Locale.ROOT, "%.2g", value);
    }

    /** Ten to a whole power. */
    static String power(double exponent) {
        return String.format(
                Locale.ROOT, exponent < 0 ? "%." + (int) -exponent + "f" : "%,.0f", Math.pow(10, exponent));
    }

    /** A coordinate in a drawing. */
    static String coordinate(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
