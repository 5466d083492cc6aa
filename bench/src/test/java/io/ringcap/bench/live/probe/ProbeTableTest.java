package io.ringcap.bench.live.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Medians of several rounds as a table, and the lines that they come from. */
final class ProbeTableTest {
    @Test
    void shouldShowTheMedianOfAllRoundsAndHowManyAddUp() {
        final String table =
                new ProbeTable(List.of(line(1, 10, true), line(2, 30, false), line(3, 20, true))).toString();
        final String row = table.lines()
                .filter(line -> line.startsWith("ringcap-safepoint"))
                .findFirst()
                .orElseThrow();
        assertEquals("ringcap-safepoint 64@200000 - 20 - - - 5 2/3", row.replaceAll(" +", " "));
        assertTrue(table.lines().anyMatch(line -> line.matches("pauses .* pause_median_ms .* accounted")), table);
    }

    @Test
    void shouldReadBackWhatItPrints() {
        final ProbeLine line = ProbeLine.parse(line(1, 1.23456, true).toString());
        assertEquals(1.235, line.number("pause_median_ms"));
        assertEquals("pauses", line.text("suite"));
        assertTrue(line.isTrue("accounted"));
        assertEquals(
                "{\"suite\":\"pauses\",\"row\":\"ringcap-safepoint\",\"traffic\":\"64@200000\",\"round\":1,"
                        + "\"pause_median_ms\":1.235,\"lost\":5,\"accounted\":true}",
                line.toString());
    }

    private static ProbeLine line(int round, double pauseMs, boolean isAccounted) {
        return ProbeLine.of("pauses", "ringcap-safepoint", "64@200000", round)
                .put("pause_median_ms", pauseMs)
                .put("lost", 5)
                .put("accounted", isAccounted);
    }
}
