package io.ringcap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringcap.message.CaptureStats;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which packets people are told to be missing. */
final class LossesTest {
    @Test
    void shouldTellEachCauseAndTheirSum() {
        final CaptureStats stats = stats(1, 2L, 4, Map.of("unknown_socket", 4L));
        assertEquals(
                "1 dropped by the kernel, 2 dropped by the interface, 4 of no known process, 8 left in the kernel,"
                        + " 16 skipped by slow handlers, 32 not saved by pcapng, 64 cut",
                Losses.text(stats));
        assertEquals(1 + 2 + 4 + 8 + 16 + 32, Losses.sum(stats), "what is cut is kept in part");
    }

    @Test
    void shouldNotMissPacketsOfOtherProcesses() {
        final CaptureStats both = stats(0, null, 10, Map.of("other_process", 7L, "fragment", 3L));
        assertEquals("3 of no known process", Losses.text(both).replaceAll(",? ?8 left.*", ""));
        final CaptureStats others = stats(0, null, 7, Map.of("other_process", 7L));
        assertEquals(8 + 16 + 32, Losses.sum(others));
    }

    private static CaptureStats stats(
            long byKernel, @Nullable Long byInterface, long taken, Map<String, Long> unattributed) {
        return new CaptureStats(
                100,
                6_400,
                0,
                0,
                0,
                0,
                100 + byKernel + taken,
                byKernel,
                byInterface,
                unattributed,
                taken,
                8,
                0,
                64,
                0,
                Map.of("handler", 16L),
                Map.of(),
                Map.of("pcapng", 32L),
                Map.of(),
                List.of(),
                false,
                null);
    }
}
