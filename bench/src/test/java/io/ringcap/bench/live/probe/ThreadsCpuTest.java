package io.ringcap.bench.live.probe;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** The CPU time of this process's threads. */
final class ThreadsCpuTest {
    @Test
    void shouldSeeTheTimeThatAThreadSpends() throws IOException {
        final ThreadsCpu before = ThreadsCpu.now();
        final var threads = ManagementFactory.getThreadMXBean();
        final long begin = threads.getCurrentThreadCpuTime();
        while (threads.getCurrentThreadCpuTime() - begin < 200_000_000) {
            Thread.onSpinWait();
        }
        final long seen = ThreadsCpu.now().since(before);
        // The scheduler's figure is as old as its last tick; other threads of the JVM add to it.
        assertTrue(seen > 180_000_000 && seen < 1_000_000_000, seen + " ns of 200 ms");
    }
}
