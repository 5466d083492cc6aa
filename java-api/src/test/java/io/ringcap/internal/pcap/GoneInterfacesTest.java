package io.ringcap.internal.pcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is told of an interface that is looked for. */
class GoneInterfacesTest {
    private static final int NO_MEMORY = -14;

    private final GoneInterfaces gone = new GoneInterfaces(true);
    private long nowNs = System.nanoTime();

    @Test
    void shouldTellWhatIsInTheWayOfAnInterfaceThatIsBack() {
        gone.onGone(0, "eth0", "it was removed");
        look(NO_MEMORY, "cannot map the ring");
        assertTrue(told().contains("cannot be taken up again: cannot map the ring"), told());
        look(NativeErrors.NO_INTERFACE, "eth0: No such device");
        assertTrue(told().endsWith("it is taken up again as soon as it is back"), told());
        look(NativeErrors.FILTER, "no filter of it");
        assertTrue(told().contains("no filter of it (code -8)"), told());
        assertTrue(gone.hasHope(), "it is not looked for any more");
        assertEquals(1, look(0, ""));
        assertTrue(told().contains("it is back since"), told());
    }

    private int look(int code, String text) {
        nowNs += TimeUnit.MINUTES.toNanos(1);
        return gone.look(nowNs, (index, name, error) -> {
            final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            System.arraycopy(bytes, 0, error.text(), 0, bytes.length);
            error.text()[bytes.length] = 0;
            return code;
        });
    }

    private String told() {
        return gone.failures().get(0).errorMsg();
    }
}
