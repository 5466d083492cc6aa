package io.ringcap.bench.jmh;

import io.ringcap.config.FileOptions;
import io.ringcap.message.CaptureInterface;
import io.ringcap.message.SessionId;
import io.ringcap.packet.PacketBlock;
import io.ringcap.sink.Sink;
import io.ringcap.sink.SinkContext;
import io.ringcap.sink.SinkWriter;
import java.io.IOException;
import java.util.List;

/**
 * One of Ringcap's sinks at work without a session, through the interface that sessions use. Confined to one thread, closed by who
 * made it.
 */
final class OpenSink implements AutoCloseable {
    private static final int ETHERNET = 1;
    private static final int SNAPLEN = 262_144;

    private final SinkWriter writer;

    OpenSink(Sink sink) throws IOException {
        writer = sink.open(new SinkContext(
                new SessionId(1, "", "capture_1"),
                sink.name(),
                1_700_000_000_000_000L,
                "",
                "bench",
                FileOptions.defaults(),
                ready -> {},
                retired -> {}));
        writer.begin(List.of(new CaptureInterface(0, "bench0", ETHERNET, SNAPLEN, null, null, null, true, false)));
    }

    void write(PacketBlock block) throws Exception {
        writer.onBlock(block);
    }

    @Override
    public void close() throws IOException {
        try {
            writer.finish(List.of());
        } finally {
            writer.close();
        }
    }
}
