package io.ringcap.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What each file says of its own time. */
class FileTotalsTest {
    private final FileTotals totals = new FileTotals();

    @Test
    void shouldCountWhatWasNotSavedInTheFileOfThatTime() {
        totals.begin(1);
        assertEquals(List.of(new InterfaceTotals(0, 100, 0, -1)), totals.endOfFile(written(100)));
        totals.skipped(0, 40);
        totals.skipped(0, 2);
        assertEquals(List.of(new InterfaceTotals(0, 50 + 42, 0, -1)), totals.endOfFile(written(50)));
        assertEquals(
                List.of(new InterfaceTotals(0, 8, 0, -1)),
                totals.endOfRecording(List.of(new InterfaceTotals(0, 200, 0, 0))));
    }

    private static FileProgress written(long packets) {
        final FileProgress progress = new FileProgress();
        progress.begin(1, 0);
        progress.add(0, packets, 1, 2, 1);
        return progress;
    }
}
