package io.ringcap.samples;

import io.ringcap.CaptureManager;
import io.ringcap.CaptureSession;
import io.ringcap.config.CaptureSpec;
import io.ringcap.message.CaptureFinished;
import io.ringcap.sink.Sinks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/**
 * The first capture: UDP packets of an interface (for five seconds) or of a file go to a handler, into a capture file and into
 * a journal. Arguments: the interface or file, and the folder to record into.
 */
public final class FirstCapture {
    private FirstCapture() {}

    public static void main(String[] args) throws InterruptedException {
        final Path file = Path.of(args[0]);
        final Path folder = Path.of(args[1]);
        final boolean isFile = Files.isRegularFile(file);
        final CaptureSpec spec = (isFile ? CaptureSpec.fromFile(file) : CaptureSpec.onInterface(args[0]))
                .filter("udp")
                .build();

        final LongAdder bytes = new LongAdder();
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = manager.capture(spec)
                    .sink(Sinks.handler(packet -> bytes.add(packet.originalLength())))
                    .sink(Sinks.pcapng(folder))
                    .sink(Sinks.journal(folder.resolve("journal")))
                    .start();
            if (!isFile) {
                Thread.sleep(5_000);
                session.stop();
            }
            final CaptureFinished finished = session.await(Duration.ofMinutes(1));
            System.out.println(finished.finalStats().packets() + " packets, " + bytes + " bytes on the wire, "
                    + finished.finalStats().droppedKernel() + " dropped");
            finished.resultFiles().forEach(result -> System.out.println(result.filePath()));
        }
    }
}
