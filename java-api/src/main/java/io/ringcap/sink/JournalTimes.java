package io.ringcap.sink;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A record of the time index that lies beside each segment: a run of excerpts and between which times all packets in it are.
 * The last record of a segment that is complete is about all of it. Stateless; any thread.
 *
 * <p>Excerpts that no record is about must be read: an index that is short or gone costs time, never packets.
 */
final class JournalTimes {
    static final int RECORD_BYTES = 48;

    static final int FIRST_INDEX_OFFSET = 0;
    static final int LAST_INDEX_OFFSET = 8;
    static final int FROM_OFFSET = 16;
    static final int TO_OFFSET = 24;
    static final int END_OFFSET = 32;
    static final int CHECK_OFFSET = 40;

    /** In place of the first excerpt: the record is about the whole segment, to which nothing is appended any more. */
    static final long WHOLE_SEGMENT = -1;

    private static final int MAX_RECORDS = Integer.MAX_VALUE / RECORD_BYTES - 1;
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

    /**
     * Writes a record to the beginning of a buffer.
     *
     * @param end where the last excerpt ends in the segment's file
     */
    static void put(ByteBuffer record, long firstIndex, long lastIndex, long fromNs, long toNs, long end) {
        record.putLong(FIRST_INDEX_OFFSET, firstIndex);
        record.putLong(LAST_INDEX_OFFSET, lastIndex);
        record.putLong(FROM_OFFSET, fromNs);
        record.putLong(TO_OFFSET, toNs);
        record.putLong(END_OFFSET, end);
        record.putLong(CHECK_OFFSET, check(record, 0));
    }

    /** Whether the record at a position is one that was written as it stands there. */
    static boolean isWhole(ByteBuffer records, int at) {
        return records.getLong(at + CHECK_OFFSET) == check(records, at);
    }

    /** The last so many whole records of a segment's index, fewer if there are, none when they cannot be read. */
    static ByteBuffer read(File segment, int atMost) {
        final Path index = besides(segment);
        try (FileChannel file = FileChannel.open(index, StandardOpenOption.READ)) {
            final long whole = file.size() / RECORD_BYTES;
            final int count = (int) Math.min(Math.min(whole, atMost), MAX_RECORDS);
            final ByteBuffer records = records(count);
            long at = (whole - count) * RECORD_BYTES;
            while (records.hasRemaining()) {
                final int read = file.read(records, at);
                if (read < 0) {
                    return records(0);
                }
                at += read;
            }
            return records.flip();
        } catch (NoSuchFileException e) {
            return records(0);
        } catch (IOException e) {
            System.getLogger("io.ringcap.sink")
                    .log(System.Logger.Level.WARNING, "the time index " + index + " is not used", e);
            return records(0);
        }
    }

    /** The record about a whole segment, if it is complete; else an empty buffer. */
    static ByteBuffer ofWhole(File segment) {
        final ByteBuffer last = read(segment, 1);
        return last.limit() > 0 && isWhole(last, 0) && last.getLong(FIRST_INDEX_OFFSET) == WHOLE_SEGMENT
                ? last
                : records(0);
    }

    private static long check(ByteBuffer records, int at) {
        long check = SEED;
        for (int offset = 0; offset < CHECK_OFFSET; offset += Long.BYTES) {
            check = (Long.rotateLeft(check, 23) ^ records.getLong(at + offset)) * FACTOR;
        }
        return check;
    }
}
