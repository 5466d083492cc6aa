package io.ringcap.sink;

import io.ringcap.config.FileOptions;
import io.ringcap.internal.lock.FolderLock;
import io.ringcap.message.SessionId;
import io.ringcap.packet.BlockLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a journal holds, and what was done so that nobody waits for a session whose process was killed. Made by {@link #recover}
 * on the caller's thread; immutable.
 *
 * @param journal the folder
 * @param packets packets of all sessions that can be read
 * @param blocks blocks that these are in
 * @param sessions how many sessions there are
 * @param unfinished sessions that have no end of their own, oldest first: their process was killed, or the disk was full
 * @param ended the one of them that was given its end now; null when none waited for it
 * @param damage what was passed over because it could not be read, each with its place, and what could not be done
 */
public record JournalRecovery(
        Path journal,
        long packets,
        long blocks,
        int sessions,
        List<SessionId> unfinished,
        @Nullable SessionId ended,
        List<String> damage) {

    private static final String WHY = "the process that recorded it ended before the session did; recovered";

    public JournalRecovery {
        unfinished = List.copyOf(unfinished);
        damage = List.copyOf(damage);
    }

    /**
     * Looks through a journal that nobody writes to. If its last session has no end, one is appended that says so:
     * readers that follow it stop waiting. Blocks are whole or not there at all, so nothing else is to be done, and a
     * second call changes nothing.
     *
     * @param directory the folder that a journal sink has written to
     * @return what was found
     * @throws IOException if the folder holds no journal
     * @throws io.ringcap.message.CaptureException if a session writes to it, or what a journal needs is missing
     */
    public static JournalRecovery recover(Path directory) throws IOException {
        JournalRuntime.require();
        final Path absolute = directory.toAbsolutePath();
        JournalFolder.requireJournal(absolute);
        final FolderLock lock = JournalSink.lock(absolute);
        try {
            return recoverLocked(absolute);
        } finally {
            lock.close();
        }
    }

    private static JournalRecovery recoverLocked(Path directory) throws IOException {
        final JournalInventory inventory = new JournalInventory();
        if (!JournalQueues.isHalfMade(directory)) {
            JournalQueues.removeHalfMadeSegment(directory);
            inventory.take(directory);
        }
        final JournalSession open = inventory.openSession();
        final List<String> damage = new ArrayList<>(inventory.damage());
        boolean isEnded = false;
        if (open != null) {
            try {
                end(directory, open, inventory.openTotals(WHY), inventory.openNextSequence());
                isEnded = true;
            } catch (DiskFullException e) {
                damage.add("session " + open.session().sessionId()
                        + " can be read, but was not given its end, for which readers that follow it wait: "
                        + e.getMessage());
            }
        }
        return new JournalRecovery(
                directory,
                inventory.packets(),
                inventory.blocks(),
                inventory.sessions(),
                inventory.unfinished(),
                open != null && isEnded ? open.session() : null,
                damage);
    }

    private static void end(Path directory, JournalSession session, JournalTotals totals, long nextSequence)
            throws IOException {
        try (JournalAppender appender = new JournalAppender(directory, FileOptions.defaults(), Clock.systemUTC())) {
            appender.begin(JournalHeader.of(session, 0, nextSequence));
            final ByteBuffer end = JournalHeader.of(totals, BlockLayout.FLAG_END, nextSequence);
            appender.appendEnd(end);
        }
    }
}
