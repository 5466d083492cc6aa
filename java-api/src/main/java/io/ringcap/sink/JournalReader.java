package io.ringcap.sink;

import io.ringcap.message.MessageJson;
import io.ringcap.packet.BlockLayout;
import io.ringcap.packet.PacketBlock;
import io.ringcap.packet.PacketCursor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a journal from its beginning, and follows it while a session of this or another process writes to it. It changes
 * nothing, and the writer does not notice it. Used by one thread at a time.
 *
 * <p>What a writer that was killed left unfinished is not delivered. A segment that is damaged or missing is passed over, and told
 * by an exception and in {@link #damagedSegments()}.
 */
public final class JournalReader implements AutoCloseable {
    private final JournalTail tail;
    private final PacketBlock block = new PacketBlock();
    private final PacketCursor cursor = new PacketCursor();
    private PacketSelector selector = new PacketSelector(PacketSelection.ALL);
    private @Nullable JournalSession session;
    private @Nullable JournalTotals totals;
    private boolean isSessionKnown;
    private boolean isClosed;

    private JournalReader(JournalTail tail) {
        this.tail = tail;
    }

    /**
     * Opens a journal at its start.
     *
     * @param directory the folder that a journal sink has written to
     * @return a reader before the first block, confined to one thread
     * @throws IOException if it holds no journal
     * @throws io.ringcap.message.CaptureException if Chronicle Queue's jar, or a JVM flag that it needs, is missing
     */
    public static JournalReader open(Path directory) throws IOException {
        JournalRuntime.require();
        final Path absolute = directory.toAbsolutePath();
        JournalFolder.requireJournal(absolute);
        return new JournalReader(new JournalTail(absolute));
    }

    /**
     * From here on only these packets are handed over. What the journal's time index says to be of another time is
     * not read at all.
     *
     * @param selection times and a filter
     * @return this reader
     * @throws io.ringcap.message.CaptureException when a block is read, if the filter is no BPF expression for its
     *     link type
     */
    public JournalReader select(PacketSelection selection) {
        selector.close();
        selector = new PacketSelector(selection);
        final boolean isEverWanted =
                selection.fromNs() == PacketSelection.ALL.fromNs() && selection.toNs() == PacketSelection.ALL.toNs();
        tail.passOverAllBut(isEverWanted ? null : new JournalTimeRanges(selection.fromNs(), selection.toNs()));
        return this;
    }

    /**
     * Hands over the next block of packets, if there is one.
     *
     * @param handler called on this thread
     * @return false when nothing is there now; more may come unless {@link #isEnded()}
     * @throws IllegalStateException if a block or a segment is damaged here; the next call goes on behind it
     * @throws Exception what the handler threw; the block counts as read
     */
    public boolean poll(BlockHandler handler) throws Exception {
        if (!nextBlock(Long.MAX_VALUE)) {
            return false;
        }
        try {
            handler.onBlock(block.wrap(tail.memory()));
        } finally {
            block.release();
        }
        return true;
    }

    /**
     * Hands over the packets of the next block, if there is one.
     *
     * @param handler called on this thread
     * @return false when nothing is there now; more may come unless {@link #isEnded()}
     * @throws IllegalStateException if a block or a segment is damaged here; the next call goes on behind it
     * @throws Exception what the handler threw; the whole block counts as read
     */
    public boolean pollPackets(PacketHandler handler) throws Exception {
        if (!nextBlock(Long.MAX_VALUE)) {
            return false;
        }
        try {
            cursor.wrap(block.wrap(tail.memory()));
            while (nextPacket()) {
                handler.onPacket(cursor);
            }
        } finally {
            cursor.release();
            block.release();
        }
        return true;
    }

    /**
     * Writes the wanted packets that are there now to one new capture file; what is appended meanwhile is the next to be read.
     * Without any there is no file, and none is left when this fails.
     *
     * @param file made by this call
     * @param format pcapng, or pcap if all interfaces have the same link type
     * @return how many packets
     * @throws IOException if the file is there already or cannot be written, or if the packets are of sessions on
     *     different interfaces, which do not fit into one file
     * @throws IllegalStateException if the journal is damaged here. The next call goes on behind that; to export what is before
     *     it, go {@link #toStart} and {@link #select} a span of time that ends there
     */
    public long writeTo(Path file, FileFormat format) throws IOException {
        try (JournalExport export = new JournalExport(file, format, selector.filter())) {
            // A writer may append faster than this reads.
            final long end = tail.endIndex();
            while (nextBlock(end)) {
                export.write(session, block.wrap(tail.memory()));
            }
            return export.publish();
        } finally {
            block.release();
        }
    }

    /** {@return the session of the block last read; null before the first, or when its description is damaged or gone} */
    public @Nullable JournalSession session() {
        return session;
    }

    /** {@return what the session last read ended with; null unless {@link #isEnded()}} */
    public @Nullable JournalTotals totals() {
        return totals;
    }

    /** {@return whether all was read and the last session has ended} A new session in the same folder makes this false again. */
    public boolean isEnded() {
        return totals != null;
    }

    /**
     * {@return files that were passed over since the beginning because they, or what is behind their first blocks,
     * cannot be read or are not there: packets are missing there} Each was told once by an exception; of several files that are
     * missing side by side it is the first.
     */
    public List<DamagedSegment> damagedSegments() {
        return tail.damaged();
    }

    /** {@return how many blocks were read so far, wanted or not; descriptions of sessions count too} */
    public long blocksRead() {
        return tail.blocksRead();
    }

    /** The next block will be the first of the journal. */
    public void toStart() {
        tail.toStart();
        forget();
    }

    /** The next block will be the first that is appended from now on. */
    public void toEnd() {
        tail.toEnd();
        forget();
    }

    /** Gives back files and mappings before it returns. */
    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            selector.close();
            tail.close();
        }
    }

    private boolean nextBlock(long endIndex) {
        if (isClosed) {
            throw new IllegalStateException("this reader is closed");
        }
        while (tail.nextBefore(endIndex)) {
            final int flags = tail.flags();
            totals = null;
            if ((flags & BlockLayout.FLAG_META) == 0) {
                if (!isSessionKnown) {
                    lookUpSession();
                }
                if (selector.select(tail.memory())) {
                    return true;
                }
                continue;
            }
            if (isSession(flags)) {
                isSessionKnown = true;
                session = null;
                session = described(JournalSession.class);
            } else {
                totals = described(JournalTotals.class);
            }
        }
        return false;
    }

    private boolean nextPacket() {
        try {
            return cursor.next();
        } catch (IllegalStateException e) {
            throw new IllegalStateException("damaged journal at " + tail.position(), e);
        }
    }

    private <T> T described(Class<T> type) {
        try {
            return MessageJson.fromJson(tail.body(), type);
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException(
                    "damaged journal: no " + type.getSimpleName() + " at " + tail.position(), e);
        }
    }

    /** After a jump into the middle of a session; the block just read is read again afterwards. */
    private void lookUpSession() {
        isSessionKnown = true;
        final long current = tail.index();
        if (tail.moveTo(tail.sessionIndex()) && tail.next() && isSession(tail.flags())) {
            session = described(JournalSession.class);
        }
        if (!tail.moveTo(current) || !tail.next()) {
            throw new IllegalStateException("the journal's block is gone: its file was removed while it was read");
        }
    }

    private static boolean isSession(int flags) {
        return (flags & (BlockLayout.FLAG_META | BlockLayout.FLAG_END)) == BlockLayout.FLAG_META;
    }

    private void forget() {
        session = null;
        totals = null;
        isSessionKnown = false;
    }
}
