package io.ringcap.cli;

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
 */
record ReplayResult(
        String journal,
        long packets,
        long bytes,
        long firstPacketTs,
        long lastPacketTs,
        long blocksRead,
        @Nullable String outputFile) {}
