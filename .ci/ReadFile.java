import io.ringcap.CaptureManager;
import io.ringcap.CaptureSession;
import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.ManagerConfig;
import io.ringcap.config.SourceChoice;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.message.CaptureFinished;
import io.ringcap.sink.Sinks;
import java.nio.file.Path;
import java.time.Duration;

/** Writes a file of made traffic and reads it back through the shim and libpcap: whether the library serves a JVM of this kind. */
final class ReadFile {
    private static final int PACKETS = 5_000;

    /** An emulated processor takes ten seconds to open a session. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private ReadFile() {}

    public static void main(String[] arguments) throws InterruptedException {
        final ManagerConfig patient = ManagerConfig.builder()
                .startTimeout(PATIENCE)
                .closeTimeout(PATIENCE)
                .watchdogTimeout(PATIENCE)
                .build();
        try (CaptureManager manager = CaptureManager.open(patient)) {
            final CaptureSpec traffic = CaptureSpec.ofSynthetic(new SyntheticTraffic(200, 0))
                    .maxPackets(PACKETS)
                    .build();
            final CaptureFinished written = manager.capture(traffic)
                    .sink(Sinks.pcapng(Path.of(arguments[0])))
                    .start()
                    .await(PATIENCE);
            final Path file = Path.of(written.resultFiles().get(0).filePath());
            final CaptureSession reading = manager.capture(
                            CaptureSpec.fromFile(file).filter("udp").build())
                    .config(CaptureConfig.builder().source(SourceChoice.SHIM).build())
                    .sink(Sinks.discard())
                    .start();
            final long packets = reading.await(PATIENCE).finalStats().packets();
            System.out.println(System.getProperty("os.arch") + ": " + packets + " of " + PACKETS + " packets read");
            if (packets != PACKETS) {
                System.exit(1);
            }
        }
    }
}
