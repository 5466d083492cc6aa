package io.ringcap.sink;

import io.ringcap.message.MessageJson;
import io.ringcap.message.SessionId;
import io.ringcap.packet.BlockLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts what is in a journal by the headers of its blocks, of which no more is read. Confined to one thread, used once.
 */
final class JournalInventory {
    private static final int MAX_DAMAGE = 100;

    private final List<SessionId> unfinished = new ArrayList<>();
    private final List<String> damage = new ArrayList<>();
    private @Nullable JournalSession session;
    private boolean isEnded = true;
    private int sessions;
    private long packets;
    private long blocks;

    // Of the session last begun.
    private long sessionPackets;
    private long sessionBlocks;
    private long sessionBytes;
    private long nextSequence;

    /** Reads all of a journal. */
    void take(Path directory) throws IOException {
        try (JournalTail tail = new JournalTail(directory)) {
            tail.readHeadersOnly();
            while (hasNext(tail)) {
                Thread.onSpinWait();
            }
        }
        if (!isEnded && session != null) {
            unfinished.add(session.session());
        }
    }

    /** The last session if it has no end; null if it has, or there is none. */
    @Nullable
    JournalSession openSession() {
        return isEnded ? null : session;
    }

    /** What the open session ends with: what can be read, since nobody knows what was retired. */
    JournalTotals openTotals(String error) {
        return new JournalTotals(sessionPackets, 0, sessionBlocks, sessionBytes, true, error, List.of());
    }

    /** The number of the block that the open session would have gone on with. */
    long openNextSequence() {
        return nextSequence;
    }

    long packets() {
        return packets;
    }

    long blocks() {
        return blocks;
    }

    int sessions() {
        return sessions;
    }

    /** Sessions without an end, oldest first. */
    List<SessionId> unfinished() {
        return unfinished;
    }

    /** What could not be read, as far as it is worth telling. */
    List<String> damage() {
        return damage;
    }

    private boolean hasNext(JournalTail tail) {
        try {
            if (!tail.next()) {
                return false;
            }
            count(tail);
        } catch (IllegalStateException e) {
            // The next call goes on behind it.
            if (damage.size() < MAX_DAMAGE) {
                damage.add(String.valueOf(e.getMessage()));
            }
        }
        return true;
    }

    private void count(JournalTail tail) {
        final int flags = tail.flags();
        if ((flags & BlockLayout.FLAG_META) == 0) {
            countBlock(tail.memory(), tail.bytes());
        } else if ((flags & BlockLayout.FLAG_END) != 0) {
            isEnded = true;
        } else {
            begin(sessionIn(tail));
        }
    }

    private void countBlock(ByteBuffer header, int bytes) {
        final int count = header.getInt(BlockLayout.PACKETS_OFFSET);
        packets += count;
        blocks++;
        sessionPackets += count;
        sessionBlocks++;
        sessionBytes += bytes;
        nextSequence = header.getLong(BlockLayout.SEQUENCE_OFFSET) + 1;
    }

    /** A session's description, which each of its segments begins with. */
    private void begin(JournalSession described) {
        final JournalSession last = session;
        if (last != null && !isEnded) {
            if (last.session().equals(described.session())) {
                return;
            }
            unfinished.add(last.session());
        }
        session = described;
        isEnded = false;
        sessions++;
        sessionPackets = 0;
        sessionBlocks = 0;
        sessionBytes = 0;
        nextSequence = 0;
    }

    private static JournalSession sessionIn(JournalTail tail) {
        try {
            return MessageJson.fromJson(tail.body(), JournalSession.class);
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException("damaged journal: no description of a session at " + tail.position(), e);
        }
    }
}
