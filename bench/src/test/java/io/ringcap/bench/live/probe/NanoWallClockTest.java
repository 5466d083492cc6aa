package io.ringcap.bench.live.probe;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The wall clock in nanoseconds, against the machine's. */
final class NanoWallClockTest {
    private static final long TOLERANCE_NS = 2_000_000;

    @Test
    void shouldAgreeWithTheMachinesClock() {
        final NanoWallClock clock = NanoWallClock.measured();
        assertNear(TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()), clock.nanos(), 20 * TOLERANCE_NS);
        assertNear(0, clock.errorNs(), TOLERANCE_NS);
    }

    @Test
    void shouldTellAnErrorThatWasPutIn() {
        final NanoWallClock clock = NanoWallClock.measured().ahead(50_000_000);
        assertNear(50_000_000, clock.errorNs(), TOLERANCE_NS);
    }

    private static void assertNear(long expected, long told, long tolerance) {
        assertTrue(Math.abs(told - expected) <= tolerance, told + " instead of " + expected);
    }
}
