package io.ringcap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A signal ends a recording without losing anything, and the exit code says so. */
final class SignalTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "HUP"})
    void shouldStopLosslesslyAndStillPrintFinished(String signal) throws Exception {
        final Path journal = folder.resolve("journal");
        try (Cli cli = Cli.start(
                "record",
                "--synthetic",
                "64@10000",
                "-w",
                folder.toString(),
                "--journal",
                journal.toString(),
                "--json")) {
            cli.awaitOut("CAPTURE_PROGRESS");
            cli.signal(signal);
            final Cli.Result result = cli.await();

            assertEquals(0, result.exitCode(), result.err());
            assertEquals("", result.err());
            final JsonNode last = result.last();
            assertEquals("CAPTURE_FINISHED", last.path("type").asText());
            assertEquals("stopped", last.path("finish_reason").asText());
            final long packets = last.path("final_stats").path("packets").asLong();
            assertTrue(packets > 0);
            for (JsonNode file : last.path("result_files")) {
                assertEquals(packets, file.path("packets").asLong(), file::toString);
            }
            assertEquals(2, last.path("result_files").size());
            assertEquals(
                    packets + "\n",
                    Cli.run("replay", journal.toString(), "--count").out());
        }
    }

    @Test
    void shouldStopSilentSessionAtOnce() throws Exception {
        try (Cli cli = Cli.start("record", "--synthetic", "64@1", "--sink", "null", "--json")) {
            cli.awaitOut("CAPTURE_STARTED");
            final long before = System.nanoTime();
            cli.signal("TERM");
            assertEquals("CAPTURE_FINISHED", cli.await().last().path("type").asText());
            assertTrue(System.nanoTime() - before < 1_500_000_000L, "no traffic must not hold up the end");
        }
    }
}
