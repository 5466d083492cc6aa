package io.ringcap.bench.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Benchmarks that nobody runs rot: each is run once here, in this JVM, which measures nothing. */
class SuiteTest {
    private static final int BENCHMARKS = 23;

    @BeforeAll
    static void allowOthersToMeasure() {
        // JMH's lock is one for the machine; what is run here measures nothing.
        System.setProperty("jmh.ignoreLock", "true");
    }

    @Test
    void shouldRunEachBenchmarkOnce() throws RunnerException {
        final Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include("io\\.ringcap\\.bench\\.jmh\\.")
                        .param("traffic", SamplePackets.MIXED)
                        .param("blockBytes", "262144")
                        .param("kind", "capture_start")
                        .param("waiting", "TIMEOUT_BLOCKING", "ARRAY_BLOCKING_QUEUE")
                        .mode(Mode.SingleShotTime)
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();

        final Set<String> run = results.stream()
                .map(result -> result.getParams().getBenchmark())
                .collect(Collectors.toSet());
        assertEquals(BENCHMARKS, run.size(), () -> "some benchmark has come or gone: " + run);
        for (RunResult result : results) {
            assertTrue(
                    result.getPrimaryResult().getScore() > 0, result.getParams().id());
        }
    }
}
