package io.ringcap.sink;

import io.ringcap.packet.BlockLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * Walks the records of a capture file that Ringcap has begun on this machine, from its beginning to a given length at most, and
 * says up to where they are whole. Reads the file once, in large pieces. Confined to one thread.
 */
final class RecordScan {
    private static final int PIECE_BYTES = 1 << 20;
    private static final int PCAP_MAGIC = 0xA1B23C4D;
    private static final int PCAP_HEADER_BYTES = 24;
    private static final int PCAP_RECORD_BYTES = 16;
    private static final int SECTION_HEADER = 0x0A0D0D0A;
    private static final int ENHANCED_PACKET = 6;
    private static final int PCAPNG_LEAST_BYTES = 12;
    private static final int PCAPNG_PACKET_BYTES = 32;
    private static final long MAX_BLOCK_BYTES = BlockLayout.MAX_SNAPLEN + (1 << 20);
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final FileChannel channel;
    private final long end;
    private final ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES).order(ByteOrder.nativeOrder());
    private long pieceAt;
    private long wholeBytes;
    private long packets;
    private long firstNs = Long.MAX_VALUE;
    private long lastNs;

    private RecordScan(FileChannel channel, long end) {
        this.channel = channel;
        this.end = end;
        piece.limit(0);
    }

    /**
     * What is whole.
     *
     * @param bytes up to where
     * @param packets how many packets there are up to there
     * @param firstNs the earliest time, 0 when there is no packet
     * @param lastNs the latest time
     */
    record Whole(long bytes, long packets, long firstNs, long lastNs) {}

    /** Walks the file; null when it does not begin as one of ours does. */
    static @Nullable Whole of(FileChannel channel, long committedBytes) throws IOException {
        final RecordScan scan = new RecordScan(channel, Math.min(committedBytes, channel.size()));
        if (!scan.has(0, PCAP_HEADER_BYTES)) {
            return null;
        }
        final int magic = scan.intAt(0);
        if (magic == PCAP_MAGIC) {
            scan.pcap();
        } else if (magic == SECTION_HEADER) {
            scan.pcapng();
        } else {
            return null;
        }
        return new Whole(scan.wholeBytes, scan.packets, scan.packets == 0 ? 0 : scan.firstNs, scan.lastNs);
    }

    private void pcap() throws IOException {
        wholeBytes = PCAP_HEADER_BYTES;
        while (has(wholeBytes, PCAP_RECORD_BYTES)) {
            final long captured = Integer.toUnsignedLong(intAt(wholeBytes + 8));
            final long next = wholeBytes + PCAP_RECORD_BYTES + captured;
            if (captured > BlockLayout.MAX_SNAPLEN || next > end || isZeroed()) {
                return;
            }
            packet(Integer.toUnsignedLong(intAt(wholeBytes)) * NS_PER_SECOND
                    + Integer.toUnsignedLong(intAt(wholeBytes + 4)));
            wholeBytes = next;
        }
    }

    private void pcapng() throws IOException {
        while (has(wholeBytes, PCAPNG_LEAST_BYTES)) {
            final int type = intAt(wholeBytes);
            final long length = Integer.toUnsignedLong(intAt(wholeBytes + 4));
            if (length < PCAPNG_LEAST_BYTES
                    || length % 4 != 0
                    || length > MAX_BLOCK_BYTES
                    || wholeBytes + length > end) {
                return;
            }
            final boolean isPacket = type == ENHANCED_PACKET;
            if (isPacket && (length < PCAPNG_PACKET_BYTES || !has(wholeBytes, PCAPNG_PACKET_BYTES))) {
                return;
            }
            final long timestampNs = isPacket
                    ? (Integer.toUnsignedLong(intAt(wholeBytes + 12)) << 32)
                            | Integer.toUnsignedLong(intAt(wholeBytes + 16))
                    : 0;
            if (!has(wholeBytes + length - Integer.BYTES, Integer.BYTES)
                    || Integer.toUnsignedLong(intAt(wholeBytes + length - Integer.BYTES)) != length) {
                return;
            }
            if (isPacket) {
                packet(timestampNs);
            }
            wholeBytes += length;
        }
    }

    /** A file system that lost power may leave zeroes at the end, which look like packets of no bytes. */
    private boolean isZeroed() {
        return (intAt(wholeBytes) | intAt(wholeBytes + 4) | intAt(wholeBytes + 8) | intAt(wholeBytes + 12)) == 0;
    }

    private void packet(long timestampNs) {
        packets++;
        firstNs = Math.min(firstNs, timestampNs);
        lastNs = Math.max(lastNs, timestampNs);
    }

    /** Whether so many bytes lie before the end; they can be read then. */
    private boolean has(long position, int bytes) throws IOException {
        if (position + bytes > end) {
            return false;
        }
        if (position < pieceAt || position + bytes > pieceAt + piece.limit()) {
            pieceAt = position;
            piece.clear();
            while (piece.hasRemaining() && channel.read(piece, pieceAt + piece.position()) >= 0) {
                // Until it is full or the file has no more.
            }
            piece.flip();
        }
        return position + bytes <= pieceAt + piece.limit();
    }

    private int intAt(long position) {
        return piece.getInt((int) (position - pieceAt));
    }
}
