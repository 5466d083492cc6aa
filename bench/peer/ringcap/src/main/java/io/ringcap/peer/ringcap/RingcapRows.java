package io.ringcap.peer.ringcap;

import io.ringcap.CaptureManager;
import io.ringcap.CaptureSession;
import io.ringcap.config.CaptureSpec;
import io.ringcap.message.CaptureFinished;
import io.ringcap.packet.PacketCursor;
import io.ringcap.peer.PeerRun;
import io.ringcap.sink.Sink;
import io.ringcap.sink.Sinks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A whole session for each pass, from start to FINISHED, with a handler per packet or per block. */
public final class RingcapRows {
    private RingcapRows() {}

    public static void main(String[] args) throws Exception {
        try (CaptureManager manager = CaptureManager.open()) {
            PeerRun.main(
                    args,
                    Map.of(
                            "ringcap-handler",
                            (file, tally) ->
                                    capture(manager, file, Sinks.handler(packet -> tally.add(packet.capturedLength()))),
                            "ringcap-block-handler",
                            (file, tally) -> {
                                final PacketCursor cursor = new PacketCursor();
                                capture(manager, file, Sinks.blockHandler(block -> {
                                    cursor.wrap(block);
                                    while (cursor.next()) {
                                        tally.add(cursor.capturedLength());
                                    }
                                }));
                            }));
        }
    }

    private static void capture(CaptureManager manager, Path file, Sink sink) throws InterruptedException {
        final CaptureSession session =
                manager.capture(CaptureSpec.fromFile(file).build()).sink(sink).start();
        final CaptureFinished finished = session.await(Duration.ofMinutes(5));
        if (finished.exitCode() != 0) {
            throw new IllegalStateException("the session lost packets: " + finished.finalStats());
        }
    }
}
