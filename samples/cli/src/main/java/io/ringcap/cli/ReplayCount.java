package io.ringcap.cli;

import io.ringcap.packet.PacketBlock;
import io.ringcap.sink.JournalSession;
import org.jspecify.annotations.Nullable;

/** Blocks go nowhere: they are only counted, by {@link Replay}. */
final class ReplayCount implements ReplayTarget {
    @Override
    public void begin(@Nullable JournalSession session) {}

    @Override
    public void write(PacketBlock block) {}

    @Override
    public void close() {}
}
