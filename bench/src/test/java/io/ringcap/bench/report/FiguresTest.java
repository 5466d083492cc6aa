package io.ringcap.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void shouldKeepThreeDigitsThatMeanSomething() {
        assertEquals("12,346", Figures.text(12_345.6));
        assertEquals("123", Figures.text(123.4));
        assertEquals("12.3", Figures.text(12.34));
        assertEquals("1.23", Figures.text(1.234));
        assertEquals("0", Figures.text(0));
        assertEquals("0.0012", Figures.text(0.00123));
    }

    @Test
    void shouldNotDependOnTheLocale() {
        final Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            assertEquals("1.23", Figures.text(1.234));
            assertEquals("1,234", Figures.text(1234));
            assertEquals("0.5", Figures.coordinate(0.5));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void shouldWritePowersOfTen() {
        assertEquals("0.01", Figures.power(-2));
        assertEquals("1", Figures.power(0));
        assertEquals("10,000", Figures.power(4));
    }

    @Test
    void shouldReadPercentilesOutOfFieldNames() {
        assertEquals(50, Percentile.of("p50_us").getAsDouble());
        assertEquals(99.9, Percentile.of("p999_us").getAsDouble());
        assertEquals(99.9, Percentile.of("p99_9_us").getAsDouble());
        assertEquals(99.99, Percentile.of("p9999_us").getAsDouble());
        assertEquals("max", Percentile.label(Percentile.of("max_us").getAsDouble()));
        assertEquals("p99.9", Percentile.label(99.9));
        assertEquals(false, Percentile.of("pps").isPresent());
    }
}
