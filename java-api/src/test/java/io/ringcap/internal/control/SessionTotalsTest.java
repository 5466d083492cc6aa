package io.ringcap.internal.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ringcap.message.CaptureStats;
import io.ringcap.message.PacketTotals;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What interfaces dropped is in the sums over workers and sessions, whoever of them cannot tell. */
class SessionTotalsTest {
    @Test
    void shouldKeepWhatOneWorkerOfASessionKnew() {
        assertEquals(1_000, StatsSum.of(stats(1_000L), stats(null)).droppedInterface());
        assertEquals(1_000, StatsSum.of(stats(null), stats(1_000L)).droppedInterface());
        assertEquals(1_900, StatsSum.of(stats(1_000L), stats(900L)).droppedInterface());
        assertEquals(0, StatsSum.of(stats(0L), stats(0L)).droppedInterface());
        assertNull(StatsSum.of(stats(0L), stats(null)).droppedInterface(), "nobody knows that nothing was lost");
        assertNull(StatsSum.of(stats(null), stats(null)).droppedInterface());
    }

    @Test
    void shouldAddUpWhatSessionsKnow() {
        final PacketTotals nothing = new PacketTotals(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        final PacketTotals first = SessionTotals.plus(nothing, stats(1_000L));
        assertEquals(1_000, SessionTotals.plus(first, stats(null)).droppedInterface());
        assertEquals(1_900, SessionTotals.plus(first, stats(900L)).droppedInterface());
        assertEquals(14, first.packets() + first.handlerSkipped() + first.unsavedPackets() + first.retiredPackets());
    }

    private static CaptureStats stats(@Nullable Long droppedInterface) {
        return new CaptureStats(
                2,
                0,
                0,
                0,
                0,
                0,
                2,
                0,
                droppedInterface,
                Map.of(),
                0,
                0,
                0,
                0,
                0,
                Map.of("a", 1L, "b", 2L),
                Map.of(),
                Map.of("a", 4L),
                Map.of("a", 5L),
                List.of(),
                false,
                null);
    }
}
