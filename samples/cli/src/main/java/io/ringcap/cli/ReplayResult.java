package io.ringcap.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a replay, as {@code --json} prints it.
 *
 * @param journal the folder that was read
 * @param packets packets that were selected
 * @param bytes their captured bytes
 * @param firstPacketTs time of the earliest one in microseconds, 0 when there was none
 * @param lastPacketTs time of the latest one in microseconds, 0 when there was none
 * @param blocksRead blocks that were looked at; fewer than the journal holds when its time index says where to look
 * @param outputFile the file that was written; null when none was
 * @param damage what was passed over because it could not be read, each with its file; the exit code is 1 then
 */
record ReplayResult(
        String journal,
        long packets,
        long bytes,
        long firstPacketTs,
        long lastPacketTs,
        long blocksRead,
        @Nullable String outputFile,
        List<String> damage) {

    ReplayResult {
        damage = List.copyOf(damage);
    }
}
