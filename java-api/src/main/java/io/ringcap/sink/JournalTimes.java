package io.ringcap.sink;

import java.io.File;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * A record of the time index that lies beside each segment: a run of excerpts and between which times all packets in it are.
 * The last record of a segment that is complete is about all of it. Stateless; any thread.
 *
 * <p>Excerpts that no record is about must be read: an index that is short or gone costs time, never packets.
 */
final class JournalTimes {
    static final int RECORD_BYTES = 40;

    static final int FIRST_INDEX_OFFSET = 0;
    static final int LAST_INDEX_OFFSET = 8;
    static final int FROM_OFFSET = 16;
    static final int TO_OFFSET = 24;
    static final int CHECK_OFFSET = 32;

    /** In place of the first excerpt: the record is about the whole segment, to which nothing is appended any more. */
    static final long WHOLE_SEGMENT = -1;

    private static final String SUFFIX = ".times";

    /** Also says the version: records of another one fail their check. */
    private static final long SEED = 0x52_43_54_49_00_01L;

    private static final long FACTOR = 0x9E37_79B9_7F4A_7C15L;

    private JournalTimes() {}

    /** The index of a segment. */
    static Path besides(File segment) {
        final String name = segment.getName();
        return segment.toPath().resolveSibling(name.substring(0, name.lastIndexOf('.')) + SUFFIX);
    }

    /** Memory for so many records. */
    static ByteBuffer records(int count) {
        return ByteBuffer.allocateDirect(count * RECORD_BYTES).order(ByteOrder.nativeOrder());
    }

    /** Writes a record to the beginning of a buffer. */
    static void put(ByteBuffer record, long firstIndex, long lastIndex, long fromNs, long toNs) {
        record.putLong(FIRST_INDEX_OFFSET, firstIndex);
        record.putLong(LAST_INDEX_OFFSET, lastIndex);
        record.putLong(FROM_OFFSET, fromNs);
        record.putLong(TO_OFFSET, toNs);
        record.putLong(CHECK_OFFSET, check(record, 0));
    }

    /** Whether the record at a position is one that was written as it stands there. */
    static boolean isWhole(ByteBuffer records, int at) {
        return records.getLong(at + CHECK_OFFSET) == check(records, at);
    }

    private static long check(ByteBuffer records, int at) {
        long check = SEED;
        for (int offset = 0; offset < CHECK_OFFSET; offset += Long.BYTES) {
            check = (Long.rotateLeft(check, 23) ^ records.getLong(at + offset)) * FACTOR;
        }
        return check;
    }
}
