package io.ringcap.bench.live.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.bench.live.Medians;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pauses that are made, and how the JVM's log tells them. */
final class PauseMakerTest {
    @Test
    void shouldReadTheTotalOfEachPauseInTheLog() {
        final List<Long> pauses = PauseMaker.pausesIn(List.of(
                "[1.2s] Safepoint \"GC_HeapInspection\", Time since last: 398 ns, Reaching safepoint: 81 ns, Cleanup: 7 ns,"
                        + " At safepoint: 201000000 ns, Total: 201000088 ns",
                "[1.3s] Entering safepoint region: ICBufferFull",
                "[1.4s] Safepoint \"G1CollectFull\", Time since last: 12 ns, Reaching safepoint: 5 ns, At safepoint: 9 ns,"
                        + " Leaving safepoint: 3 ns, Total:   17 ns, Threads: 1 runnable, 12 total"));
        assertEquals(List.of(201000088L, 17L), pauses);
    }

    @Test
    void shouldTellEachCollectionThatItForces() throws IOException, InterruptedException {
        try (PauseMaker pauses = PauseMaker.of(PauseMaker.Kind.GC, 20, 0)) {
            pauses.start();
            Thread.sleep(500);
            final List<Long> lengths = pauses.stop();
            assertTrue(lengths.size() >= 3, lengths.toString());
            assertTrue(Medians.highest(lengths).orElse(0) > 100_000, lengths.toString());
        }
    }

    @Test
    void shouldMakePausesThatAThreadFeels() throws IOException, InterruptedException {
        try (PauseMaker pauses = PauseMaker.of(PauseMaker.Kind.SAFEPOINT, 100, 50);
                StallWatch watch = StallWatch.start()) {
            pauses.calibrate();
            pauses.start();
            Thread.sleep(600);
            final double longestMs = Medians.highest(pauses.stop()).orElseThrow() / 1e6;
            assertTrue(longestMs > 25, "the longest pause took " + longestMs + " ms");
            assertTrue(watch.longestNs() / 1e6 > 20, "a thread came " + watch.longestNs() + " ns late");
        }
    }
}
