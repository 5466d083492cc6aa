package io.ringcap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the program that knows the terminal's width may do. */
final class TerminalWidthTest {
    @Test
    void shouldBelieveWhatIsPrinted() throws Exception {
        assertEquals(132, TerminalWidth.ask(List.of("echo", "43 132"), 80));
        assertEquals(80, TerminalWidth.ask(List.of("echo", "0 0"), 80), "a terminal that does not know");
        assertEquals(80, TerminalWidth.ask(List.of("false"), 80));
        assertEquals(80, TerminalWidth.ask(List.of("/nonexistent/stty"), 80));
    }

    @Test
    void shouldNeitherWaitForOneThatHangsNorLeaveItBehind() throws Exception {
        final long before = System.nanoTime();
        assertEquals(80, TerminalWidth.ask(List.of("sleep", "71.5"), 80));
        assertTrue(System.nanoTime() - before < Duration.ofSeconds(30).toNanos());
        assertTrue(
                ProcessHandle.current()
                        .children()
                        .filter(each -> each.info().command().orElse("").endsWith("sleep"))
                        .allMatch(each ->
                                each.onExit().orTimeout(10, TimeUnit.SECONDS).join() != null),
                "it still runs");
    }
}
