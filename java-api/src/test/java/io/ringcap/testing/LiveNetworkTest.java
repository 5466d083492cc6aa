package io.ringcap.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LiveNetworkTest {
    @BeforeEach
    void needsLive() {
        LiveNetwork.assumeLive();
    }

    @Test
    void shouldDeliverExactlyWhatWasSentAndNothingElse() {
        try (LiveNetwork network = LiveNetwork.open(2, 1500)) {
            assertEquals(1000, network.sendAndWait(SendOptions.count(1000)));
            assertEquals(10, network.sendAndWait(SendOptions.count(10).pair(1).mixed()));
            assertEquals(1000, network.rxPackets(0));
            assertEquals(10, network.rxPackets(1));
        }
    }

    @Test
    void shouldReceiveInOwnNamespaceWhenAsked() {
        final String name;
        try (LiveNetwork network = LiveNetwork.withReceiverInOwnNamespace()) {
            name = network.receiver(0);
            assertTrue(Files.exists(Path.of("/sys/class/net", name)));
            assertEquals(50, network.sendAndWait(SendOptions.count(50).sizeBytes(1514)));
            assertEquals(50, network.rxPackets(0));
        }
        assertFalse(Files.exists(Path.of("/sys/class/net", name)));
    }

    @Test
    void shouldRemoveNamespacesWhenClosed() {
        final LiveNetwork network = LiveNetwork.open();
        final Path receiving = network.receivingNetns();
        final Path sending = network.sendingNetns();
        assertTrue(Files.exists(receiving) && Files.exists(sending));
        network.removeInterface(0);
        network.close();
        network.close();
        assertFalse(Files.exists(receiving) || Files.exists(sending));
    }

    @Test
    void shouldRemoveWhatWasMadeWhenItFailsHalfWay() {
        final List<String> before = ownNamespaces();
        // Larger than any veth: the namespaces are there by then, the interfaces are refused.
        assertThrows(IllegalStateException.class, () -> LiveNetwork.open(1, 1 << 20));
        assertEquals(before, ownNamespaces());
    }

    @Test
    void shouldKillSenderThatStillRunsWhenClosed() {
        final Sender sender;
        try (LiveNetwork network = LiveNetwork.open()) {
            sender = network.send(SendOptions.count(1_000_000).packetsPerSecond(10));
            assertTrue(sender.isAlive());
        }
        assertFalse(sender.isAlive());
    }

    @Test
    void shouldComeUpAgainAfterLinkWasDown() {
        try (LiveNetwork network = LiveNetwork.open()) {
            network.linkDown(0);
            network.linkUp(0);
            assertEquals(5, network.sendAndWait(SendOptions.count(5)));
            assertEquals(5, network.rxPackets(0));
        }
    }

    /** Other JVMs make and remove theirs meanwhile. */
    private static List<String> ownNamespaces() {
        final String prefix = "rcap-" + ProcessHandle.current().pid() + "-";
        return Commands.run("ip", "netns", "list")
                .lines()
                .filter(line -> line.startsWith(prefix))
                .toList();
    }
}
