package io.ringcap.bench.live.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What a log of numbers and times answers. */
final class SequenceLogTest {
    @Test
    void shouldFindNumbersByTheirTimes() {
        final SequenceLog log = new SequenceLog();
        for (int i = 0; i < 100; i++) {
            log.add(1000 + i, i * 10L);
        }
        assertEquals(1005, log.firstSince(50));
        assertEquals(1006, log.firstSince(51));
        assertEquals(1004, log.lastBefore(50));
        assertEquals(-1, log.lastBefore(0));
        assertEquals(11, log.between(1005, 1015));
    }

    @Test
    void shouldHaveNothingBeyondItsEnds() {
        final SequenceLog log = new SequenceLog();
        log.add(5, 5);
        assertEquals(0, log.between(log.firstSince(6), log.lastBefore(100)));
    }
}
