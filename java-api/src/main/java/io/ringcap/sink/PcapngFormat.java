package io.ringcap.sink;

import static io.ringcap.packet.BlockLayout.HEADER_BYTES;
import static io.ringcap.packet.BlockLayout.MAX_SNAPLEN;
import static io.ringcap.packet.BlockLayout.RECORD_CAPTURED_OFFSET;
import static io.ringcap.packet.BlockLayout.RECORD_HEADER_BYTES;
import static io.ringcap.packet.BlockLayout.RECORD_NANOS_OFFSET;
import static io.ringcap.packet.BlockLayout.RECORD_SECONDS_OFFSET;

import io.ringcap.internal.pcap.PcapngConversion;
import io.ringcap.message.CaptureInterface;
import io.ringcap.packet.BlockMemoryAccess;
import io.ringcap.packet.PacketBlock;
import io.ringcap.packet.PacketCursor;
import io.ringcap.packet.PacketProcess;
import io.ringcap.packet.PacketTags;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;

/**
 * The pcapng format in native byte order, one section per file. Each record becomes an enhanced packet block in one pass
 * from the block's memory to a staging buffer, which is written whenever it is full and at the end of the block.
 *
 * <pre>
 *  0      4        8           12        16       20         24         28
 *  +------+--------+-----------+---------+--------+----------+----------+------+---------+--------+
 *  | 6    | length | interface | ts high | ts low | captured | original | data | 0 to 32 | length |
 *  +------+--------+-----------+---------+--------+----------+----------+------+---------+--------+
 * </pre>
 *
 * <p>A packet whose process is known has {@link PacketOptions} before the closing length.
 */
final class PcapngFormat implements CaptureFormat {
    private static final boolean IS_NATIVE_LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    private static final int ENHANCED_PACKET = 6;
    private static final int DATA_OFFSET = 28;
    private static final int OVERHEAD = DATA_OFFSET + Integer.BYTES;
    private static final int MAX_PADDING = 3;

    /**
     * Holds the largest packet, and a block of the usual size full of 64-byte packets, so that such a block still takes one
     * write; small enough to stay in the processor's cache between the conversion and the write.
     */
    private static final int STAGING_BYTES = 320 * 1024;

    static {
        if (STAGING_BYTES < OVERHEAD + MAX_SNAPLEN + PacketOptions.MOST_BYTES) {
            throw new AssertionError("the staging buffer is too small for the largest packet");
        }
    }

    private final ByteBuffer staging = ByteBuffer.allocateDirect(STAGING_BYTES).order(ByteOrder.nativeOrder());
    private final boolean isNative;
    private final String filter;
    private final String comment;

    PcapngFormat(String filter, String comment) {
        this(filter, comment, PcapngConversion.isAvailable());
    }

    /** For the comparison of both ways. */
    PcapngFormat(String filter, String comment, boolean isNative) {
        this.isNative = isNative;
        this.filter = filter;
        this.comment = comment;
    }

    @Override
    public ByteBuffer header(List<CaptureInterface> interfaces) {
        final PcapngBlocks blocks = new PcapngBlocks().section(comment);
        for (CaptureInterface each : interfaces) {
            blocks.describe(each, filter);
        }
        return blocks.bytes();
    }

    @Override
    public void write(PacketBlock block, int fromByte, int toByte, PartFile file) throws IOException {
        final ByteBuffer from = BlockMemoryAccess.memoryOf(block);
        final PacketTags tags = BlockMemoryAccess.tagsOf(block);
        final int interfaceIndex = block.interfaceIndex();
        Objects.checkFromToIndex(fromByte, toByte, block.bodyBytes());
        final int end = HEADER_BYTES + toByte;
        int at = HEADER_BYTES + fromByte;
        while (at < end) {
            staging.clear();
            at = convert(from, at, end, interfaceIndex, tags);
            staging.flip();
            file.append(staging);
        }
    }

    @Override
    public long mostBytes(PacketBlock block) {
        final int tag = BlockMemoryAccess.tagsOf(block).isEmpty() ? 0 : PacketOptions.MOST_BYTES;
        return block.bodyBytes() + (long) block.packets() * (OVERHEAD + MAX_PADDING - RECORD_HEADER_BYTES + tag);
    }

    @Override
    public int mostTrailerBytes(int interfaces) {
        return interfaces * PcapngBlocks.MOST_STATISTICS_BYTES;
    }

    @Override
    public int recordBytes(PacketCursor packet) {
        return OVERHEAD + padded(packet.capturedLength()) + PacketOptions.bytes(packet.process());
    }

    @Override
    public ByteBuffer trailer(List<InterfaceTotals> totals, long startNs, long endNs, FileProgress progress) {
        final PcapngBlocks blocks = new PcapngBlocks();
        for (InterfaceTotals each : totals) {
            blocks.statistics(each, startNs, endNs, progress);
        }
        return blocks.bytes();
    }

    /** By the shim where there is one, but for packets of processes; a record that it does not take is judged here. */
    private int convert(ByteBuffer from, int begin, int end, int interfaceIndex, PacketTags tags) {
        if (isNative && from.isDirect() && tags.isEmpty()) {
            final int at = PcapngConversion.convert(from, begin, end, interfaceIndex, staging);
            if (at > begin) {
                return at;
            }
        }
        return stage(from, begin, end, interfaceIndex, tags);
    }

    /** Converts records until the staging buffer is full, sets its position, and returns where the next record begins. */
    private int stage(ByteBuffer from, int begin, int end, int interfaceIndex, PacketTags tags) {
        final ByteBuffer to = staging;
        int at = begin;
        int out = 0;
        while (at < end) {
            final int room = end - at - RECORD_HEADER_BYTES;
            final int captured = room < 0 ? -1 : from.getInt(at + RECORD_CAPTURED_OFFSET);
            if (captured < 0 || captured > room || captured > MAX_SNAPLEN) {
                if (out > 0) {
                    break; // what came before the damage is written first
                }
                throw new IllegalStateException("damaged block: the record at byte " + (at - HEADER_BYTES)
                        + " of the body claims " + captured + " bytes, there are " + room);
            }
            final PacketProcess process = tags.at(at - HEADER_BYTES);
            final int behind = out + DATA_OFFSET + padded(captured);
            final int length = OVERHEAD + padded(captured) + PacketOptions.bytes(process);
            if (length > STAGING_BYTES - out) {
                break;
            }
            final long timestamp = Integer.toUnsignedLong(from.getInt(at + RECORD_SECONDS_OFFSET)) * 1_000_000_000L
                    + Integer.toUnsignedLong(from.getInt(at + RECORD_NANOS_OFFSET));
            // Padding and, if nothing stands between, closing length in one store; what it zeroes too much is written
            // after it.
            to.putLong(behind - Integer.BYTES, pair(0, length));
            if (process != null) {
                PacketOptions.put(process, to, behind);
                to.putInt(out + length - Integer.BYTES, length);
            }
            to.putLong(out, pair(ENHANCED_PACKET, length));
            to.putLong(out + 8, pair(interfaceIndex, (int) (timestamp >>> 32)));
            to.putInt(out + 16, (int) timestamp);
            // Captured and original length stand side by side in both formats.
            to.putLong(out + 20, from.getLong(at + RECORD_CAPTURED_OFFSET));
            // About 5 ns whatever the size; a loop over longs is slower from 14 bytes on (JDK 17, x86-64).
            to.put(out + DATA_OFFSET, from, at + RECORD_HEADER_BYTES, captured);
            out += length;
            at += RECORD_HEADER_BYTES + captured;
        }
        to.position(out);
        return at;
    }

    /** A long that lies in memory as these two numbers one after the other. */
    private static long pair(int first, int second) {
        return IS_NATIVE_LITTLE
                ? Integer.toUnsignedLong(first) | (long) second << 32
                : (long) first << 32 | Integer.toUnsignedLong(second);
    }

    private static int padded(int bytes) {
        return bytes + 3 & ~3;
    }
}
