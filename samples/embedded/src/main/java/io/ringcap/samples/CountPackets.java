package io.ringcap.samples;

import io.ringcap.CaptureManager;
import io.ringcap.config.CaptureSpec;
import io.ringcap.packet.PacketView;
import io.ringcap.sink.PacketHandler;
import io.ringcap.sink.Sinks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts packets by what they carry, with a handler that keeps its own state: only the sink's thread calls it, and the main
 * thread looks when the session has ended. Arguments: an interface or a file, and a BPF filter if wanted.
 */
public final class CountPackets implements PacketHandler {
    private static final int LINKTYPE_ETHERNET = 1;
    private static final int ETHERNET_HEADER_BYTES = 14;
    private static final int ETHERTYPE_OFFSET = 12;

    private final Map<Integer, Long> countByEtherType = new TreeMap<>();
    private long others;

    private CountPackets() {}

    public static void main(String[] args) throws InterruptedException {
        final Path file = Path.of(args[0]);
        final CaptureSpec.Builder spec = Files.isRegularFile(file)
                ? CaptureSpec.fromFile(file)
                : CaptureSpec.onInterface(args[0]).maxDuration(Duration.ofSeconds(5));
        if (args.length > 1) {
            spec.filter(args[1]);
        }
        final CountPackets counts = new CountPackets();
        try (CaptureManager manager = CaptureManager.open()) {
            manager.capture(spec.build()).sink(Sinks.handler(counts)).start().await(Duration.ofMinutes(1));
        }
        counts.countByEtherType.forEach((type, count) -> System.out.printf("0x%04x %d%n", type, count));
        System.out.println("other " + counts.others);
    }

    @Override
    public void onPacket(PacketView packet) {
        if (packet.linkType() == LINKTYPE_ETHERNET && packet.capturedLength() >= ETHERNET_HEADER_BYTES) {
            countByEtherType.merge(packet.getUnsignedShort(ETHERTYPE_OFFSET), 1L, Long::sum);
        } else {
            others++;
        }
    }
}
