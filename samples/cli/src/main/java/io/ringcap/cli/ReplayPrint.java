package io.ringcap.cli;

import io.ringcap.config.FileOptions;
import io.ringcap.message.SessionId;
import io.ringcap.packet.PacketBlock;
import io.ringcap.sink.JournalSession;
import io.ringcap.sink.Sink;
import io.ringcap.sink.SinkContext;
import io.ringcap.sink.SinkWriter;
import io.ringcap.sink.Sinks;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prints the packets of a journal as {@code record --print} would have printed them. Confined to one thread. */
final class ReplayPrint implements ReplayTarget {
    private final SinkWriter writer;

    ReplayPrint(PrintStream out) throws IOException {
        final Sink sink = Sinks.print(out);
        writer = sink.open(new SinkContext(
                new SessionId(0, "", "replay"),
                sink.name(),
                0,
                "",
                "replay",
                FileOptions.defaults(),
                file -> {},
                file -> {}));
    }

    @Override
    public void begin(@Nullable JournalSession session) throws IOException {
        writer.begin(session == null ? List.of() : session.interfaces());
    }

    @Override
    public void write(PacketBlock block) throws Exception {
        writer.onBlock(block);
    }

    @Override
    public void close() throws IOException {
        writer.finish(List.of());
        writer.close();
    }
}
