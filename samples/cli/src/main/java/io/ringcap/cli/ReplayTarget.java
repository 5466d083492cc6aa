package io.ringcap.cli;

import io.ringcap.packet.PacketBlock;
import io.ringcap.sink.JournalSession;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where the blocks of a journal go. Confined to one thread. */
interface ReplayTarget extends AutoCloseable {
    /** The blocks that follow are of this session; null when the journal does not say. */
    void begin(@Nullable JournalSession session) throws IOException;

    void write(PacketBlock block) throws Exception;

    /** The file that came of it, once there is one. */
    default @Nullable String outputFile() {
        return null;
    }

    /** Completes what was begun. */
    @Override
    void close() throws IOException;
}
