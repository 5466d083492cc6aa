package io.ringcap.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of steps, written out in full: x is allowed, a dot is not. */
class SessionStateTest {

    @Test
    void shouldAllowTheStepsOfTheTableAndNoOther() {
        final String table = """
                from\\to   PENDING STARTING RUNNING PAUSED STOPPING COMPLETED FAILED CANCELLED
                PENDING   . x . . . . x x
                STARTING  . . x . x . x x
                RUNNING   . x . x x x x x
                PAUSED    . x x . x x x x
                STOPPING  . . . . . x x x
                COMPLETED . . . . . . . .
                FAILED    . . . . . . . .
                CANCELLED . . . . . . . .
                """;
        final StringBuilder actual = new StringBuilder("from\\to   ");
        actual.append(Arrays.stream(SessionState.values()).map(Enum::name).collect(Collectors.joining(" ")))
                .append('\n');
        for (SessionState from : SessionState.values()) {
            actual.append(from).append(" ".repeat(10 - from.name().length()));
            actual.append(Arrays.stream(SessionState.values())
                            .map(to -> from.canBecome(to) ? "x" : ".")
                            .collect(Collectors.joining(" ")))
                    .append('\n');
        }
        assertEquals(table, actual.toString());
    }

    @Test
    void shouldCallTerminalWhatNothingFollows() {
        for (SessionState state : SessionState.values()) {
            assertEquals(
                    Arrays.stream(SessionState.values()).noneMatch(state::canBecome), state.isTerminal(), state::name);
        }
    }
}
