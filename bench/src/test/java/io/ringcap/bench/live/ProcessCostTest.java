package io.ringcap.bench.live;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ProcessCostTest {
    private static final long BURNT_NS = TimeUnit.MILLISECONDS.toNanos(300);

    private static ProcessCost own() throws IOException, InterruptedException {
        return ProcessCost.of(Tools.ofCheckout(), ProcessHandle.current().pid());
    }

    @Test
    void shouldCountWhatThreadsTakeAlsoWhenTheyHaveEnded() throws Exception {
        final ProcessCost before = own();
        final Thread burner = new Thread(ProcessCostTest::burn, "burner");
        burner.start();
        burner.join();

        final ProcessCost cost = own().since(before);

        assertTrue(cost.cpuNs() >= BURNT_NS * 0.8, "counted " + cost.cpuNs());
        assertTrue(cost.cpuNs() < BURNT_NS * 20, "counted " + cost.cpuNs());
        assertTrue(cost.peakRssKib() > 1024, "peak " + cost.peakRssKib());
    }

    private static void burn() {
        final var cpu = java.lang.management.ManagementFactory.getThreadMXBean();
        long turns = 0;
        while (cpu.getCurrentThreadCpuTime() < BURNT_NS) {
            turns++;
        }
        assertTrue(turns > 0);
    }
}
