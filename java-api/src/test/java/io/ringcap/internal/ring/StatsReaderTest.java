package io.ringcap.internal.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringcap.internal.pcap.BlockSource;
import io.ringcap.internal.pcap.SourceCounters;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

/** A loss that one interface knows of is not hidden by another one that knows nothing. */
class StatsReaderTest {
    private static final long UNKNOWN = SourceCounters.UNKNOWN;

    @Test
    void shouldTellALossThatOnlySomeInterfacesKnow() {
        assertEquals(1_000, droppedBy(1_000, UNKNOWN));
        assertEquals(1_000, droppedBy(UNKNOWN, 1_000));
        assertEquals(1_900, droppedBy(1_000, 900));
    }

    @Test
    void shouldSayThatNothingWasLostOnlyIfAllKnow() {
        assertEquals(0, droppedBy(0, 0));
        assertEquals(UNKNOWN, droppedBy(0, UNKNOWN));
        assertEquals(UNKNOWN, droppedBy(UNKNOWN, UNKNOWN));
        assertEquals(UNKNOWN, droppedBy());
        assertEquals(UNKNOWN, StatsReader.total(null, 0).droppedInterface);
    }

    private static long droppedBy(long... interfaces) {
        final BlockSource source = (BlockSource) Proxy.newProxyInstance(
                BlockSource.class.getClassLoader(), new Class<?>[] {BlockSource.class}, (self, method, arguments) -> {
                    assertEquals("counters", method.getName());
                    ((SourceCounters) arguments[1]).droppedInterface = interfaces[(Integer) arguments[0]];
                    return null;
                });
        return StatsReader.total(source, interfaces.length).droppedInterface;
    }
}
