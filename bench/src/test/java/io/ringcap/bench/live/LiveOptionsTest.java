package io.ringcap.bench.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LiveOptionsTest {
    private static LiveOptions of(String arguments) {
        return LiveOptions.of(arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));
    }

    @Test
    void shouldMeasureEverythingInFiveRoundsByDefault() {
        final LiveOptions options = of("");

        assertFalse(options.isQuick());
        assertEquals(5, options.effectiveRounds());
        assertEquals(List.of(), options.only());
        assertTrue(options.budget().toMinutes() < 40);
    }

    @Test
    void shouldStayUnderThreeMinutesWhenQuick() {
        assertEquals(1, of("--quick").effectiveRounds());
        assertTrue(of("--quick").budget().toSeconds() < 180);
    }

    @Test
    void shouldTakeSuitesAndRounds() {
        final LiveOptions options = of("--only flat,stop --rounds 3");

        assertEquals(List.of("flat", "stop"), options.only());
        assertEquals(3, options.effectiveRounds());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--slow", "--rounds", "--rounds 0", "--rounds many", "--only", "flat"})
    void shouldRefuseWhatItDoesNotKnow(String arguments) {
        assertThrows(IllegalArgumentException.class, () -> of(arguments));
    }
}
