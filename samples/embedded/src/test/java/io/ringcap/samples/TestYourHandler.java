package io.ringcap.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringcap.CaptureManager;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.message.CaptureFinished;
import io.ringcap.packet.PacketHeaders;
import io.ringcap.packet.PacketView;
import io.ringcap.sink.PacketHandler;
import io.ringcap.sink.Sinks;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * How to test a handler of your own: with a packet you make, and in a whole capture of traffic that Ringcap makes. Neither needs
 * an interface, libpcap or a privilege.
 */
final class TestYourHandler {
    private static final int ETHERNET = 1;
    private static final long PACKETS = 100_000;

    /** The handler to test: counts what goes to one UDP port. Only its sink's thread calls it. */
    private static final class PortCounter implements PacketHandler {
        private final PacketHeaders headers = new PacketHeaders();
        private final int port;
        private long packets;
        private long bytes;

        PortCounter(int port) {
            this.port = port;
        }

        @Override
        public void onPacket(PacketView packet) {
            if (headers.wrap(packet).isUdp() && headers.destinationPort() == port) {
                packets++;
                bytes += packet.originalLength();
            }
        }
    }

    @Test
    void shouldPassOverWhatIsNoUdp() {
        final PortCounter counter = new PortCounter(53);
        counter.onPacket(PacketView.of(new byte[60], ETHERNET, 0));
        assertEquals(0, counter.packets);
    }

    @Test
    void shouldCountEachPacketOfItsPort() throws InterruptedException {
        final PortCounter wanted = new PortCounter(40_001); // where synthetic traffic goes
        final PortCounter other = new PortCounter(53);
        final CaptureSpec spec = CaptureSpec.ofSynthetic(new SyntheticTraffic(100, 0))
                .maxPackets(PACKETS)
                .build();
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureFinished finished = manager.capture(spec)
                    .sink(Sinks.handler(wanted))
                    .sink(Sinks.handler(other))
                    .start()
                    .await(Duration.ofSeconds(30));
            assertEquals(PACKETS, finished.finalStats().packets());
        }
        assertEquals(PACKETS, wanted.packets);
        assertEquals(PACKETS * 100, wanted.bytes);
        assertEquals(0, other.packets);
    }
}
