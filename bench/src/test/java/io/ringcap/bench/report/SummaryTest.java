package io.ringcap.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTest {
    @Test
    void shouldTakeTheMiddleOfAnOddNumberOfRuns() {
        assertEquals(new Summary(3, 1, 100, 5), Summary.of(List.of(100.0, 1.0, 3.0, 2.0, 50.0)));
    }

    @Test
    void shouldTakeTheMeanOfTheTwoInTheMiddleOfAnEvenNumberOfRuns() {
        assertEquals(new Summary(2.5, 1, 10, 4), Summary.of(List.of(10.0, 2.0, 3.0, 1.0)));
    }

    @Test
    void shouldBeTheRunItselfWhenThereIsOne() {
        assertEquals(new Summary(7, 7, 7, 1), Summary.of(List.of(7.0)));
    }

    @Test
    void shouldRefuseNothing() {
        assertThrows(IllegalArgumentException.class, () -> Summary.of(List.of()));
    }
}
