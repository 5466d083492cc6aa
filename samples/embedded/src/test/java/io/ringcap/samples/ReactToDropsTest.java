package io.ringcap.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.testing.LiveNetwork;
import io.ringcap.testing.SendOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs the sample that reacts to drops with more packets than its buffers and its handler take. */
final class ReactToDropsTest {
    @Test
    void shouldNarrowTheFilterWhenPacketsAreDropped() throws Exception {
        LiveNetwork.assumeLive();
        try (LiveNetwork network = LiveNetwork.withReceiverInOwnNamespace();
                RunningSample sample =
                        RunningSample.start(ReactToDrops::main, network.receiver(0), "udp port 1", "5")) {
            sample.awaitLine("capturing on ");
            final long sent = network.sendAndWait(SendOptions.count(150_000));
            sample.awaitLine("now only udp port 1");
            network.sendAndWait(SendOptions.count(1_000).start(sent));
            final List<String> lines = sample.await();

            final String[] sum = lines.get(lines.size() - 1).split("[^\\d]+", 0);
            final long received = Long.parseLong(sum[0]);
            final long dropped = Long.parseLong(sum[2]);
            assertEquals(received, Long.parseLong(sum[1]) + dropped, lines::toString);
            assertTrue(dropped > 0 && received <= sent, lines::toString);
            assertTrue(lines.get(1).matches("\\d+ packets dropped"), lines::toString);
            assertEquals(dropped, toldAsDropped(lines), lines::toString);
        }
    }

    @Test
    void shouldSayWhyTheFilterStays() throws Exception {
        LiveNetwork.assumeLive();
        try (LiveNetwork network = LiveNetwork.withReceiverInOwnNamespace();
                RunningSample sample = RunningSample.start(ReactToDrops::main, network.receiver(0), "udp prt 1", "4")) {
            sample.awaitLine("capturing on ");
            network.sendAndWait(SendOptions.count(150_000));
            final String told = sample.awaitLine("as before: ");
            assertTrue(told.contains("'udp prt 1' is not a BPF"), told);
            sample.await();
        }
    }

    private static long toldAsDropped(List<String> lines) {
        return lines.stream()
                .filter(line -> line.endsWith(" packets dropped"))
                .mapToLong(line -> Long.parseLong(line.substring(0, line.indexOf(' '))))
                .sum();
    }
}
