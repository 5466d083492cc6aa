package io.ringcap.bench.live.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The histogram of delays, against sorting. */
final class DelayHistogramTest {
    private final DelayHistogram histogram = new DelayHistogram();

    @Test
    void shouldBeExactForSmallValues() {
        for (int i = 1; i <= 100; i++) {
            histogram.record(i);
        }
        assertEquals(50, histogram.percentile(50));
        assertEquals(90, histogram.percentile(90));
        assertEquals(99, histogram.percentile(99));
        assertEquals(100, histogram.percentile(99.9));
        assertEquals(100, histogram.max());
        assertEquals(100, histogram.count());
    }

    @Test
    void shouldBeWithinOnePartIn64OfTheSortedValues() {
        final Random random = new Random(7);
        final long[] values = random.doubles(100_000, 2, 33)
                .mapToLong(power -> (long) Math.pow(2, power))
                .toArray();
        Arrays.stream(values).forEach(histogram::record);
        Arrays.sort(values);
        for (double percent : new double[] {0.1, 1, 10, 50, 90, 99, 99.9, 99.99, 100}) {
            final long exact = values[Math.max(0, (int) Math.ceil(percent / 100 * values.length) - 1)];
            final long told = histogram.percentile(percent);
            assertTrue(told >= exact && told <= exact + exact / 64 + 1, percent + ": " + told + " for " + exact);
        }
        assertEquals(values[values.length - 1], histogram.max());
    }

    @Test
    void shouldNeverTellMoreThanTheLongest() {
        histogram.record(1_000_001);
        assertEquals(1_000_001, histogram.percentile(50));
        assertEquals(1_000_001, histogram.percentile(99.9));
    }

    @Test
    void shouldTellDelaysBelowZeroApart() {
        histogram.record(-5);
        histogram.record(10);
        assertEquals(1, histogram.negative());
        assertEquals(2, histogram.count());
        assertEquals(0, histogram.percentile(50));
    }

    @Test
    void shouldTakeDelaysBeyondItsRangeAsTheLongest() {
        histogram.record(Long.MAX_VALUE);
        assertEquals(DelayHistogram.LONGEST_NS, histogram.max());
        assertEquals(DelayHistogram.LONGEST_NS, histogram.percentile(50));
    }

    @Test
    void shouldTellNothingWhenItIsEmpty() {
        assertEquals(0, histogram.percentile(99));
        assertEquals(0, histogram.max());
    }

    @Test
    void shouldRecordWithoutAllocation() {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final long thread = Thread.currentThread().getId();
        threads.getThreadAllocatedBytes(thread); // The first call allocates for itself.
        final long before = threads.getThreadAllocatedBytes(thread);
        for (long i = 0; i < 1_000_000; i++) {
            histogram.record(i * 977);
        }
        final long after = threads.getThreadAllocatedBytes(thread);
        assertTrue(after - before < 10_000, (after - before) + " bytes for a million records");
    }
}
