package io.ringcap;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.FileOptions;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.sink.Sink;
import io.ringcap.sink.Sinks;
import java.nio.file.Path;

/**
 * Records synthetic traffic until it is killed. Says "started" when it records, and every few milliseconds how many packets it
 * claims to have written. Arguments: folder, format (pcap, pcapng or journal), bytes of a file, files to keep (0: all), packets
 * a second (0: as fast as it goes).
 */
final class KilledRecording {
    private static final long TOLD_EVERY_MS = 20;

    private KilledRecording() {}

    public static void main(String[] arguments) throws Exception {
        final Path folder = Path.of(arguments[0]);
        final FileOptions options = FileOptions.builder()
                .rotateBytes(Long.parseLong(arguments[2]))
                .keepFiles(Integer.parseInt(arguments[3]))
                .build();
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = manager.capture(
                            CaptureSpec.ofSynthetic(new SyntheticTraffic(200, Long.parseLong(arguments[4])))
                                    .build())
                    .sink(sink(arguments[1], folder, options))
                    .start();
            System.out.println("started");
            while (true) {
                Thread.sleep(TOLD_EVERY_MS);
                System.out.println(session.stats().writtenPackets().getOrDefault(arguments[1], 0L));
            }
        }
    }

    private static Sink sink(String format, Path folder, FileOptions options) {
        return switch (format) {
            case "pcap" -> Sinks.pcap(folder, options);
            case "pcapng" -> Sinks.pcapng(folder, options);
            case "journal" -> Sinks.journal(folder, options);
            default -> throw new IllegalArgumentException("no format: " + format);
        };
    }
}
