package io.ringcap.sink;

import java.io.File;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Knows from the time indexes of a journal which excerpts hold no packet of a span of time. Confined to the reader's thread.
 *
 * <p>Only what a record says to lie outside the span is passed over, run by run; so it does not matter how far the times of
 * blocks overlap.
 */
final class JournalTimeRanges {
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
        final ByteBuffer records = JournalTimes.read(segment, Integer.MAX_VALUE);
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
        final ByteBuffer whole = JournalTimes.ofWhole(segment);
        return whole.limit() > 0 && isOutside(whole, 0);
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
}
