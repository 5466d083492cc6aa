package io.ringcap.bench.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RateSearchTest {
    @Test
    void shouldFindTheHighestRateThatHolds() throws Exception {
        final double found = RateSearch.highest(10_000, 1_000_000, 20, rate -> rate <= 345_678);

        assertTrue(found <= 345_678, "found " + found);
        assertTrue(found >= 345_678 / 1.05, "found " + found);
    }

    @Test
    void shouldReturnZeroWhenItNeverHolds() throws Exception {
        assertEquals(0, RateSearch.highest(10_000, 1_000_000, 20, rate -> false));
    }

    @Test
    void shouldComeCloseToTheFailingRateWhenItAlwaysHolds() throws Exception {
        assertTrue(RateSearch.highest(10_000, 1_000_000, 20, rate -> true) > 1_000_000 / 1.1);
    }

    @Test
    void shouldTryNoMoreRatesThanItMay() throws Exception {
        final List<Double> tried = new ArrayList<>();

        RateSearch.highest(10_000, 1_000_000, 3, rate -> {
            tried.add(rate);
            return rate < 200_000;
        });

        assertEquals(3, tried.size());
        assertEquals(100_000, tried.get(0), 1);
    }
}
