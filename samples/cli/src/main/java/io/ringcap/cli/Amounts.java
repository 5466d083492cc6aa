package io.ringcap.cli;

import java.time.Duration;
import java.util.Locale;

/** How numbers are shown to people. */
final class Amounts {
    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB"};
    private static final double NANOS_PER_SECOND = 1e9;

    private Amounts() {}

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String packets(long number) {
        return count(number) + (number == 1 ? " packet" : " packets");
    }

    static String bytes(long number) {
        if (number < 1024) {
            return number + " B";
        }
        double value = number / 1024.0;
        int unit = 0;
        while (value >= 999.95 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }

    static String perSecond(double rate) {
        if (rate >= 1e6) {
            return String.format(Locale.ROOT, "%.2f M/s", rate / 1e6);
        }
        return rate >= 1e4
                ? String.format(Locale.ROOT, "%.1f k/s", rate / 1e3)
                : String.format(Locale.ROOT, "%.0f/s", rate);
    }

    static String seconds(double seconds) {
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        final long whole = Math.round(seconds);
        return whole < 3600
                ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    }

    static String seconds(Duration duration) {
        return seconds(duration.toNanos() / NANOS_PER_SECOND);
    }
}
