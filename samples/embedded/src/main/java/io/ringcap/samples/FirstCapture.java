package io.ringcap.samples;

import io.ringcap.CaptureManager;
import io.ringcap.CaptureSession;
import io.ringcap.config.CaptureSpec;
import io.ringcap.message.CaptureFinished;
import io.ringcap.sink.Sinks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/**
 * The first capture: UDP packets of an interface go to a handler, into a capture file and into a journal. Arguments: the
 * interface, the folder to record into, and for how many seconds (10). The journal needs the JVM flags of java.args.
 */
public final class FirstCapture {
    private FirstCapture() {}

    public static void main(String[] args) throws InterruptedException {
        if (args.length < 2) {
            throw new IllegalArgumentException("arguments: INTERFACE FOLDER [SECONDS]");
        }
        final Path folder = Path.of(args[1]);
        final long seconds = args.length > 2 ? Long.parseLong(args[2]) : 10;
        final CaptureSpec spec = CaptureSpec.onInterface(args[0]).filter("udp").build();

        final LongAdder bytes = new LongAdder();
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = manager.capture(spec)
                    .sink(Sinks.handler(packet -> bytes.add(packet.originalLength())))
                    .sink(Sinks.pcapng(folder))
                    .sink(Sinks.journal(folder.resolve("journal")))
                    .start(); // returns when it captures
            System.out.println("capturing on " + args[0]);
            Thread.sleep(Duration.ofSeconds(seconds).toMillis());
            session.stop(); // what has arrived is still recorded
            final CaptureFinished finished = session.await(Duration.ofMinutes(1));

            System.out.println(finished.finalStats().packets() + " packets, " + bytes + " bytes on the wire, "
                    + finished.finalStats().droppedKernel() + " dropped");
            finished.resultFiles().forEach(file -> System.out.println(file.path()));
        }
    }
}
