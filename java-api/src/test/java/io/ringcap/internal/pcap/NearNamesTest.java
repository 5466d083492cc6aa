package io.ringcap.internal.pcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class NearNamesTest {
    @Test
    void shouldNameTheNearestFirst() {
        final List<String> names = List.of("any", "lo", "eth1", "docker0", "eth0");
        assertEquals("eth0, eth1, any, lo, docker0", NearNames.of("ETH0", names));
        assertTrue(NearNames.of("docker00", names).startsWith("docker0, "));
        assertTrue(NearNames.of("", names).startsWith("lo, any, "));
    }

    @Test
    void shouldNotHideTheRightOneAmongHundreds() {
        final List<String> names =
                IntStream.range(0, 500).mapToObj(each -> "veth" + each).toList();
        final String text = NearNames.of("vet77", names);
        assertTrue(text.startsWith("veth7, veth77, "), text);
        assertTrue(text.endsWith(" and 488 more"), text);
    }
}
