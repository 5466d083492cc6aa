package io.ringcap.sink;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Knows from the time indexes of a journal which excerpts hold no packet of a span of time. Confined to the reader's thread.
 *
 * <p>Only what a record says to lie outside the span is passed over, run by run; so it does not matter how far the times of
 * blocks overlap.
 */
final class JournalTimeRanges {
    private static final int MAX_RECORDS = Integer.MAX_VALUE / JournalTimes.RECORD_BYTES - 1;

    private final long fromNs;
    private final long toNs;

    /** Excerpts of the segment last loaded that need not be read. */
    private final List<Run> unwanted = new ArrayList<>();

    /** A run of excerpts, first and last included. */
    private record Run(long first, long last) {}

    JournalTimeRanges(long fromNs, long toNs) {
        this.fromNs = fromNs;
        this.toNs = toNs;
    }

    /** Reads the index of a segment; what it holds then is used until the next. */
    void load(File segment) {
        unwanted.clear();
        final ByteBuffer records = read(JournalTimes.besides(segment), Integer.MAX_VALUE);
        for (int at = 0; at < records.limit() && JournalTimes.isWhole(records, at); at += JournalTimes.RECORD_BYTES) {
            final long first = records.getLong(at + JournalTimes.FIRST_INDEX_OFFSET);
            if (first != JournalTimes.WHOLE_SEGMENT && isOutside(records, at)) {
                add(first, records.getLong(at + JournalTimes.LAST_INDEX_OFFSET));
            }
        }
    }

    /** The last of the excerpts from this one on that need not be read; -1 if this one must be. */
    long lastUnwanted(long index) {
        int low = 0;
        int high = unwanted.size() - 1;
        while (low <= high) {
            final int middle = (low + high) >>> 1;
            final Run run = unwanted.get(middle);
            if (index < run.first()) {
                high = middle - 1;
            } else if (index > run.last()) {
                low = middle + 1;
            } else {
                return run.last();
            }
        }
        return -1;
    }

    /** Whether a segment is complete and holds no packet of the span. */
    boolean isUnwanted(File segment) {
        final ByteBuffer last = read(JournalTimes.besides(segment), 1);
        return last.limit() > 0
                && JournalTimes.isWhole(last, 0)
                && last.getLong(JournalTimes.FIRST_INDEX_OFFSET) == JournalTimes.WHOLE_SEGMENT
                && isOutside(last, 0);
    }

    private boolean isOutside(ByteBuffer records, int at) {
        return records.getLong(at + JournalTimes.TO_OFFSET) < fromNs
                || records.getLong(at + JournalTimes.FROM_OFFSET) > toNs;
    }

    private void add(long first, long last) {
        final int newest = unwanted.size() - 1;
        if (newest >= 0 && unwanted.get(newest).last() + 1 == first) {
            unwanted.set(newest, new Run(unwanted.get(newest).first(), last));
        } else {
            unwanted.add(new Run(first, last));
        }
    }

    /** The last so many whole records, none when they cannot be read. */
    private static ByteBuffer read(Path index, int atMost) {
        try (FileChannel file = FileChannel.open(index, StandardOpenOption.READ)) {
            final long whole = file.size() / JournalTimes.RECORD_BYTES;
            final int count = (int) Math.min(Math.min(whole, atMost), MAX_RECORDS);
            final ByteBuffer records = JournalTimes.records(count);
            long at = (whole - count) * JournalTimes.RECORD_BYTES;
            while (records.hasRemaining()) {
                final int read = file.read(records, at);
                if (read < 0) {
                    return JournalTimes.records(0);
                }
                at += read;
            }
            return records.flip();
        } catch (NoSuchFileException e) {
            return JournalTimes.records(0);
        } catch (IOException e) {
            System.getLogger("io.ringcap.sink")
                    .log(System.Logger.Level.WARNING, "the time index " + index + " is not used", e);
            return JournalTimes.records(0);
        }
    }
}
