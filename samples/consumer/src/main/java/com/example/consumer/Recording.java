package com.example.consumer;

import io.ringcap.CaptureManager;
import io.ringcap.CaptureSession;
import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.SourceChoice;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.message.CaptureFinished;
import io.ringcap.message.Message;
import io.ringcap.message.MessageJson;
import io.ringcap.sink.Sinks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** Generated packets go into a file, and the file through the C shim to a handler; the last message goes through its JSON. */
final class Recording {
    private static final long PACKETS = 10_000;
    private static final CaptureConfig SHIM_ONLY =
            CaptureConfig.builder().source(SourceChoice.SHIM).build();

    private Recording() {}

    static void run(Path folder) throws Exception {
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSpec generated = CaptureSpec.ofSynthetic(new SyntheticTraffic(200, 0))
                    .maxPackets(PACKETS)
                    .build();
            final CaptureSession session = manager.capture(generated)
                    .sink(Sinks.pcapng(folder))
                    .start();
            final CaptureFinished finished = session.await(Duration.ofSeconds(30));
            System.out.println("generated: " + finished.finalStats().writtenPackets());

            System.out.println("file: " + count(manager, Path.of(finished.resultFiles().get(0).filePath())));

            final Message again = MessageJson.fromJson(MessageJson.toJson(finished));
            System.out.println("message: " + again.type() + ", " + (again.equals(finished) ? "equal" : "not equal"));
        }
    }

    /** What the shim reads from a file, as a handler sees it. */
    static String count(CaptureManager manager, Path file) throws InterruptedException {
        final LongAdder packets = new LongAdder();
        final LongAdder bytes = new LongAdder();
        final CaptureSession session = manager.capture(CaptureSpec.fromFile(file).filter("ip").build())
                .config(SHIM_ONLY)
                .sink(Sinks.handler(packet -> {
                    packets.increment();
                    bytes.add(packet.capturedLength());
                }))
                .start();
        session.await(Duration.ofSeconds(30));
        return packets + " packets, " + bytes + " bytes";
    }
}
