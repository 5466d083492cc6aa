package io.ringcap.bench.live.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** When a run adds up. */
final class DeliveryAccountTest {
    @Test
    void shouldAddUpWhenWhatIsLostWasDropped() {
        final DeliveryAccount run = new DeliveryAccount(1000, 1000, 1000, 30, 970, 25);
        assertTrue(run.isComplete());
        assertEquals(30, run.lost());
    }

    @Test
    void shouldNotAddUpWhenPacketsAreLostThatNobodyCounted() {
        assertFalse(new DeliveryAccount(1000, 1000, 1000, 0, 999, 1).isComplete());
    }

    @Test
    void shouldNotAddUpWhenTheInterfaceSawOthersPackets() {
        assertFalse(new DeliveryAccount(1000, 1001, 1000, 0, 1000, 0).isComplete());
    }

    @Test
    void shouldNotAddUpWhenNumbersAreMissingThatNobodyLost() {
        final DeliveryAccount run = new DeliveryAccount(1000, 1000, 1000, 0, 1000, 17);
        assertFalse(run.isComplete());
        final ProbeLine line = run.addTo(ProbeLine.of("pauses", "ringcap-gc", "64@200000", 1));
        assertEquals(17, line.number("missing"));
        assertFalse(line.isTrue("accounted"));
    }
}
