package io.ringcap.sink;

import io.ringcap.packet.BlockLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;

/**
 * Copies one excerpt of a journal after the other out of mapped memory into a buffer of its own, which stays valid whatever
 * becomes of the journal. Confined to one thread at a time.
 */
final class JournalTail implements AutoCloseable {
    private static final int FIRST_BUFFER_BYTES = 512 << 10;

    /** More than the largest block, so what is longer was not written by Ringcap. */
    private static final int MAX_EXCERPT_BYTES = 32 << 20;

    private final SingleChronicleQueue queue;
    private final JournalWalk walk;

    /** Made once: a block costs no object. */
    private final Consumer<DocumentContext> copying = this::copy;

    private ByteBuffer memory = allocate(FIRST_BUFFER_BYTES);
    private int bytes;
    private long index;
    private long blocksRead;
    private boolean isHeadersOnly;
    private @Nullable JournalTimeRanges wanted;
    private int loadedCycle = -1;

    /** The folder holds a journal. */
    JournalTail(Path directory) throws IOException {
        queue = JournalQueues.forReading(directory);
        walk = new JournalWalk(queue);
    }

    /**
     * Reads the next excerpt that is whole.
     *
     * @return false when there is none yet
     * @throws IllegalStateException if it is not a block, or its segment cannot be read; the next call goes on behind that
     */
    boolean next() {
        if (wanted != null && walk.isPlaced()) {
            passOver(wanted);
        }
        if (!walk.next(copying)) {
            return false;
        }
        blocksRead++;
        requireBlock();
        return true;
    }

    /** As {@link #next}, but an excerpt of that number or behind it stays the next one. */
    boolean nextBefore(long endIndex) {
        if (!next()) {
            return false;
        }
        if (index < endIndex) {
            return true;
        }
        blocksRead--;
        if (!moveTo(index)) {
            throw new IllegalStateException("the journal's block is gone: its file was removed while it was read");
        }
        return false;
    }

    /** The number that the next excerpt to be appended will have, or a later one. */
    long endIndex() {
        return walk.endIndex();
    }

    /** From here on blocks without packets of a span of time may be passed over; null: none are. */
    void passOverAllBut(@Nullable JournalTimeRanges ranges) {
        wanted = ranges;
        loadedCycle = -1;
    }

    /** From here on only the headers of blocks are copied, and descriptions as a whole. */
    void readHeadersOnly() {
        isHeadersOnly = true;
    }

    /** Segments that could not be read since the beginning. */
    List<DamagedSegment> damaged() {
        return walk.damaged();
    }

    /** How many excerpts were read so far. */
    long blocksRead() {
        return blocksRead;
    }

    /** The excerpt last read, from index 0 on. */
    ByteBuffer memory() {
        return memory;
    }

    int bytes() {
        return bytes;
    }

    int flags() {
        return memory.getShort(BlockLayout.FLAGS_OFFSET);
    }

    byte[] body() {
        final byte[] body = new byte[bytes - BlockLayout.HEADER_BYTES];
        memory.get(BlockLayout.HEADER_BYTES, body);
        return body;
    }

    /** Where the excerpt last read stands, for messages. */
    String position() {
        return "excerpt " + queue.rollCycle().toSequenceNumber(index) + " of the file of cycle "
                + queue.rollCycle().toCycle(index) + " (index 0x" + Long.toHexString(index) + ") of the journal "
                + queue.file();
    }

    void toStart() {
        loadedCycle = -1;
        walk.toStart();
    }

    void toEnd() {
        walk.toEnd();
    }

    /** The number of the excerpt last read, among all of the journal. */
    long index() {
        return index;
    }

    /** Lets {@link #next} read the excerpt of that number; false when there is none. */
    boolean moveTo(long excerptIndex) {
        return walk.moveTo(excerptIndex);
    }

    /**
     * Where the description of the session stands to which the block last read belongs: a session's first block follows
     * it, and each later file begins with it again.
     */
    long sessionIndex() {
        final long excerptsBack = memory.getLong(BlockLayout.SEQUENCE_OFFSET) + 1;
        final long inFile = queue.rollCycle().toSequenceNumber(index);
        return index - Math.min(excerptsBack, inFile);
    }

    @Override
    public void close() {
        try {
            walk.close();
        } finally {
            JournalQueues.close(queue);
        }
    }

    /** Moves to the last excerpt of those that are not wanted, so that a whole one is read next whatever follows. */
    private void passOver(JournalTimeRanges ranges) {
        final long next = walk.nextIndex();
        final int cycle = queue.rollCycle().toCycle(next);
        if (cycle != loadedCycle && cycle > 0) {
            loadedCycle = cycle;
            if (passOverSegments(ranges, cycle)) {
                return;
            }
            ranges.load(JournalQueues.segment(queue, cycle));
        }
        final long last = ranges.lastUnwanted(next);
        if (last > next && !walk.moveTo(last) && !walk.moveTo(next)) {
            throw new IllegalStateException("the time index of the journal " + queue.file()
                    + " speaks of excerpts that are not there; remove its *.times files");
        }
    }

    private boolean passOverSegments(JournalTimeRanges ranges, int cycle) {
        final int last = queue.lastCycle();
        int next = cycle;
        while (next < last && ranges.isUnwanted(JournalQueues.segment(queue, next))) {
            next++;
        }
        return next != cycle && walk.moveTo(queue.rollCycle().toIndex(next, 0));
    }

    private void copy(DocumentContext excerpt) {
        index = excerpt.index();
        final Bytes<?> source = excerpt.wire().bytes();
        final long length = source.readRemaining();
        if (length < BlockLayout.HEADER_BYTES || length > MAX_EXCERPT_BYTES) {
            throw new IllegalStateException(
                    "damaged journal: " + length + " bytes cannot be a block, at " + position());
        }
        bytes = (int) length;
        final long from = source.addressForRead(source.readPosition());
        if (isHeadersOnly) {
            JournalMemory.copyOut(from, memory, BlockLayout.HEADER_BYTES);
            if ((flags() & BlockLayout.FLAG_META) == 0) {
                return;
            }
        }
        if (bytes > memory.capacity()) {
            memory = allocate(Integer.highestOneBit(bytes - 1) << 1);
        }
        JournalMemory.copyOut(from, memory, bytes);
    }

    private void requireBlock() {
        if (memory.getInt(BlockLayout.MAGIC_OFFSET) != BlockLayout.MAGIC
                || memory.getShort(BlockLayout.VERSION_OFFSET) != BlockLayout.VERSION
                || memory.getInt(BlockLayout.BODY_BYTES_OFFSET) != bytes - BlockLayout.HEADER_BYTES
                || memory.getInt(BlockLayout.PACKETS_OFFSET) < 0) {
            throw new IllegalStateException("damaged journal: the header of a block of version " + BlockLayout.VERSION
                    + " with " + (bytes - BlockLayout.HEADER_BYTES) + " bytes was expected at " + position());
        }
    }

    private static ByteBuffer allocate(int capacity) {
        return ByteBuffer.allocateDirect(capacity).order(ByteOrder.nativeOrder());
    }
}
