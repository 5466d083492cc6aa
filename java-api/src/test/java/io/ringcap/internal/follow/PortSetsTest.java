package io.ringcap.internal.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Sets of ports as expressions. */
class PortSetsTest {
    private static final Pattern TERM = Pattern.compile("port(?:range)? (\\d+)(?:-(\\d+))?");

    @Test
    void shouldMatchNothingWithoutPorts() {
        assertEquals(PortSets.NOTHING, new PortSets().expression());
    }

    @Test
    void shouldNameEachPortAndJoinNeighbours() {
        final PortSets ports = new PortSets();
        ports.addTcp(80);
        ports.addUdp(1000);
        ports.addUdp(1001);
        assertTrue(ports.expression().startsWith("(tcp and (port 80)) or (udp and (portrange 1000-1001)) or "));
    }

    @Test
    void shouldLetInMoreRatherThanLessWhenThereAreMany() {
        final PortSets ports = new PortSets();
        for (int port = 1; port < 65_536; port += 37) {
            ports.addTcp(port);
        }
        final Matcher terms = TERM.matcher(ports.expression());
        int count = 0;
        final boolean[] isIn = new boolean[65_536];
        while (terms.find()) {
            count++;
            final int from = Integer.parseInt(terms.group(1));
            final int to = terms.group(2) == null ? from : Integer.parseInt(terms.group(2));
            for (int port = from; port <= to; port++) {
                isIn[port] = true;
            }
        }
        assertTrue(count <= 48, "terms: " + count);
        for (int port = 1; port < 65_536; port += 37) {
            assertTrue(isIn[port], "port " + port);
        }
    }
}
