package io.ringcap.bench.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On a live network: skipped where none can be made. */
final class BenchNetworkTest {
    @Test
    @Timeout(60)
    void shouldCarryWhatIsSentAndLeaveNothingBehind() throws Exception {
        final Tools tools = Tools.ofCheckout();
        assumeTrue("root".equals(System.getProperty("user.name")), "it makes network namespaces, as root");
        assumeTrue(
                Tools.isOnPath("ip") && Files.isExecutable(tools.sender()), "iproute2 and the sender have to be there");
        final Path namespace;
        try (BenchNetwork network = BenchNetwork.open(tools, 1)) {
            namespace = network.receivingNetns();
            assertTrue(Files.exists(namespace));
            assertEquals(0, network.rxPackets(0), "nobody else sends");
            try (Sending sending = network.send(Traffic.ofSize(64).ofCount(1000))) {
                assertEquals(1000, sending.await().frames());
            }
            assertEquals(1000, network.rxPackets(0));
        }
        assertFalse(Files.exists(namespace));
    }
}
