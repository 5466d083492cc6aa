package io.ringcap.bench.live.probe;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Options of probes. */
final class ProbeArgumentsTest {
    @Test
    void shouldReadTextNumbersAndLists() {
        final ProbeArguments arguments =
                new ProbeArguments("--netns", "blue", "--rates", "10,1000", "--seconds", "1.5", "--round", "3");
        assertEquals("blue", arguments.text("netns"));
        assertEquals(List.of(10L, 1000L), arguments.numbers("rates", "1"));
        assertEquals(1.5, arguments.decimal("seconds", 1));
        assertEquals(3, arguments.number("round", 1));
        assertEquals(7, arguments.number("gap", 7));
        assertDoesNotThrow(arguments::requireAllUsed);
    }

    @Test
    void shouldNameWhatIsMissingOrWrong() {
        assertSaid("--netns is needed", () -> new ProbeArguments().text("netns"));
        assertSaid("--round x is not a number", () -> new ProbeArguments("--round", "x").number("round", 1));
        assertSaid("--rates  is not a number", () -> new ProbeArguments("--rates", "1,").numbers("rates", "1"));
        assertSaid("'--quick' is not an option followed by a value", () -> new ProbeArguments("--quick"));
        assertSaid("unknown options: [--roudn]", () -> new ProbeArguments("--roudn", "1").requireAllUsed());
    }

    private static void assertSaid(String text, Runnable call) {
        final var thrown = assertThrows(IllegalArgumentException.class, call::run);
        assertTrue(String.valueOf(thrown.getMessage()).contains(text), thrown.getMessage());
    }
}
