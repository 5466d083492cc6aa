package io.ringcap.bench.live.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Counting numbers that come, and those that do not. */
final class ArrivalTallyTest {
    private final ArrivalTally tally = new ArrivalTally(1);

    @Test
    void shouldMissNothingInAnUnbrokenRunThatBeginsAnywhere() {
        LongStream.range(1000, 2000).forEach(tally::accept);
        assertEquals(1000, tally.packets());
        assertEquals(0, tally.missing());
        assertEquals(1000, tally.first());
        assertEquals(1999, tally.last());
        assertTrue(tally.isInOrder());
    }

    @Test
    void shouldTellExactlyHowManyNumbersAHoleLeftOut() {
        LongStream.of(1, 2, 5, 6, 16).forEach(tally::accept);
        assertEquals(2 + 9, tally.missing());
        assertEquals(5, tally.packets());
    }

    @Test
    void shouldTellHolesBeforeATimeApart() {
        tally.accept(1, 100);
        tally.accept(4, 200);
        tally.accept(6, 300);
        assertEquals(0, tally.missingBefore(200));
        assertEquals(2, tally.missingBefore(201));
        assertEquals(3, tally.missingBefore(301));
    }

    @Test
    void shouldCountInStepsWhenSeveralSessionsShareTheNumbers() {
        final ArrivalTally third = new ArrivalTally(4);
        LongStream.of(2, 6, 10, 22).forEach(third::accept);
        assertEquals(2, third.missing());
    }

    @Test
    void shouldTellRepeatedAndForeignPacketsApart() {
        LongStream.of(7, 8, 8, 7, 9).forEach(tally::accept);
        tally.acceptForeign();
        assertEquals(2, tally.repeated());
        assertEquals(1, tally.foreign());
        assertEquals(0, tally.missing());
        assertFalse(tally.isInOrder());
    }
}
