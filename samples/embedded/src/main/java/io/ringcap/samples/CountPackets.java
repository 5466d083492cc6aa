package io.ringcap.samples;

import io.ringcap.CaptureManager;
import io.ringcap.CaptureSession;
import io.ringcap.config.CaptureSpec;
import io.ringcap.packet.PacketHeaders;
import io.ringcap.packet.PacketView;
import io.ringcap.sink.PacketHandler;
import io.ringcap.sink.Sinks;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts the packets of an interface by what they carry, with a handler that keeps its own state: only the sink's thread calls it,
 * and main looks when the capture has ended. Arguments: the interface, for how many seconds (10), and a BPF filter if wanted.
 */
public final class CountPackets implements PacketHandler {
    private final PacketHeaders headers = new PacketHeaders();
    private final Map<String, Long> countByProtocol = new TreeMap<>();

    private CountPackets() {}

    public static void main(String[] args) throws InterruptedException {
        if (args.length < 1) {
            throw new IllegalArgumentException("arguments: INTERFACE [SECONDS] [FILTER]");
        }
        final Duration time = Duration.ofSeconds(args.length > 1 ? Long.parseLong(args[1]) : 10);
        final CaptureSpec spec = CaptureSpec.onInterface(args[0])
                .filter(args.length > 2 ? args[2] : "")
                .maxDuration(time)
                .build();
        final CountPackets counts = new CountPackets();
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session =
                    manager.capture(spec).sink(Sinks.handler(counts)).start();
            System.out.println("capturing on " + args[0]);
            session.await(time.plusMinutes(1));
        }
        counts.countByProtocol.forEach((protocol, count) -> System.out.println(protocol + " " + count));
    }

    @Override
    public void onPacket(PacketView packet) {
        countByProtocol.merge(protocol(headers.wrap(packet)), 1L, Long::sum);
    }

    private static String protocol(PacketHeaders headers) {
        if (headers.isTcp()) {
            return "TCP";
        }
        if (headers.isUdp()) {
            return "UDP";
        }
        if (headers.isIcmp() || headers.isIcmpv6()) {
            return "ICMP";
        }
        return headers.isArp() ? "ARP" : "other";
    }
}
