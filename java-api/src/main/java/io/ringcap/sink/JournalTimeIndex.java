package io.ringcap.sink;

import io.ringcap.packet.PacketBlock;
import io.ringcap.packet.PacketCursor;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Writes the time index of the segment that is being written, a record for each few megabytes, by one write each. Confined to
 * the sink's thread. A block costs two comparisons.
 *
 * <p>What it cannot write it leaves out: readers then read what they could have passed over.
 */
final class JournalTimeIndex implements AutoCloseable {
    private static final long RUN_BYTES = 4L << 20;
    private static final System.Logger LOG = System.getLogger("io.ringcap.sink");

    private final ByteBuffer record = JournalTimes.records(1);
    private final PacketCursor cursor = new PacketCursor();
    private @Nullable FileChannel channel;
    private @Nullable Path path;
    private boolean isOwn;
    private long end;
    private long nextIndex;
    private long endOfSegment;

    // Of the run that is not written yet.
    private long firstIndex;
    private long fromNs;
    private long toNs;
    private long runBytes;

    // Of the segment.
    private long segmentFromNs;
    private long segmentToNs;

    /**
     * Goes on beside a segment.
     *
     * @param index of its first excerpt that this session has written, which is no block
     * @param isNew whether nobody has written to the segment before, and nobody will afterwards
     */
    void begin(File segment, long index, boolean isNew) {
        close();
        path = JournalTimes.besides(segment);
        isOwn = isNew;
        nextIndex = index + 1;
        segmentFromNs = Long.MAX_VALUE;
        segmentToNs = Long.MIN_VALUE;
        beginRun();
        try {
            channel = FileChannel.open(
                    path,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
            JournalFolder.restrict(path);
            end = usableEnd(channel, index);
            channel.truncate(end);
        } catch (IOException e) {
            leaveOut(e);
        }
    }

    /**
     * A block was appended.
     *
     * @param segmentEnd where it ends in the segment's file
     */
    void appended(PacketBlock block, int bytes, long segmentEnd) {
        if (block.isOrdered()) {
            fromNs = Math.min(fromNs, block.firstTimestampNs());
            toNs = Math.max(toNs, block.lastTimestampNs());
        } else {
            lookAtEach(block);
        }
        nextIndex++;
        endOfSegment = segmentEnd;
        runBytes += bytes;
        if (runBytes >= RUN_BYTES) {
            writeRun();
        }
    }

    /** The segment holds all its blocks. */
    void complete() {
        writeRun();
        if (isOwn && end > 0) {
            write(JournalTimes.WHOLE_SEGMENT, nextIndex - 1, segmentFromNs, segmentToNs);
        }
        close();
    }

    @Override
    public void close() {
        final FileChannel open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                leaveOut(e);
            }
        }
    }

    private void beginRun() {
        firstIndex = nextIndex;
        fromNs = Long.MAX_VALUE;
        toNs = Long.MIN_VALUE;
        runBytes = 0;
    }

    private void writeRun() {
        if (nextIndex > firstIndex && write(firstIndex, nextIndex - 1, fromNs, toNs)) {
            segmentFromNs = Math.min(segmentFromNs, fromNs);
            segmentToNs = Math.max(segmentToNs, toNs);
            beginRun();
        }
    }

    private boolean write(long first, long last, long from, long to) {
        final FileChannel open = channel;
        if (open == null) {
            return false;
        }
        JournalTimes.put(record, first, last, from, to, endOfSegment);
        try {
            record.clear();
            while (record.hasRemaining()) {
                open.write(record, end + record.position());
            }
            end += JournalTimes.RECORD_BYTES;
            return true;
        } catch (IOException e) {
            leaveOut(e);
            close();
            return false;
        }
    }

    /** Behind the records of earlier sessions; none of them if they speak of excerpts that a power failure took away. */
    private long usableEnd(FileChannel open, long index) throws IOException {
        final long whole = open.size() / JournalTimes.RECORD_BYTES * JournalTimes.RECORD_BYTES;
        if (whole == 0) {
            return 0;
        }
        record.clear();
        open.read(record, whole - JournalTimes.RECORD_BYTES);
        return JournalTimes.isWhole(record, 0) && record.getLong(JournalTimes.LAST_INDEX_OFFSET) < index ? whole : 0;
    }

    private void lookAtEach(PacketBlock block) {
        cursor.wrap(block);
        try {
            while (cursor.next()) {
                final long timeNs = cursor.timestampNs();
                fromNs = Math.min(fromNs, timeNs);
                toNs = Math.max(toNs, timeNs);
            }
        } catch (IllegalStateException e) {
            // Damaged: it must be read to be found out, whatever time is asked for.
            fromNs = Long.MIN_VALUE;
            toNs = Long.MAX_VALUE;
        } finally {
            cursor.release();
        }
    }

    private void leaveOut(IOException cause) {
        LOG.log(
                System.Logger.Level.WARNING,
                "the time index " + path + " ends early; replaying a time takes longer there",
                cause);
    }
}
