package com.example.consumer;

import io.ringcap.CaptureManager;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureFinished;
import io.ringcap.sink.JournalReader;
import io.ringcap.sink.Sinks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** Records into a journal and reads it back, or tells why that cannot be. */
final class Journal {
    private static final long PACKETS = 10_000;

    private Journal() {}

    static void run(Path folder) throws Exception {
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureSpec generated = CaptureSpec.ofSynthetic(new SyntheticTraffic(200, 0))
                    .maxPackets(PACKETS)
                    .build();
            final CaptureFinished finished = manager.capture(generated)
                    .sink(Sinks.journal(folder))
                    .start()
                    .await(Duration.ofSeconds(30));
            System.out.println("journal: " + finished.finalStats().writtenPackets());
        } catch (CaptureException e) {
            System.out.println("journal: " + e.getMessage());
            return;
        }
        final LongAdder packets = new LongAdder();
        try (JournalReader reader = JournalReader.open(folder)) {
            while (reader.pollPackets(packet -> packets.increment())) {
                // Until there is no block left.
            }
            System.out.println("read back: " + packets + (reader.isEnded() ? ", ended" : ", not ended"));
        }
    }
}
