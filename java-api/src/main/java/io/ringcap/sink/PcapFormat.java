package io.ringcap.sink;

import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureInterface;
import io.ringcap.message.ErrorCode;
import io.ringcap.packet.BlockLayout;
import io.ringcap.packet.PacketBlock;
import io.ringcap.packet.PacketCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The classic pcap format with nanoseconds in native byte order: a block's records are such a file's records, so they go
 * to the file as they are. Stateless.
 */
final class PcapFormat implements CaptureFormat {
    private static final int NANOSECOND_MAGIC = 0xA1B23C4D;
    private static final short VERSION_MAJOR = 2;
    private static final short VERSION_MINOR = 4;
    private static final int HEADER_BYTES = 24;

    @Override
    public ByteBuffer header(List<CaptureInterface> interfaces) {
        final CaptureInterface first = interfaces.get(0);
        int snaplen = 0;
        for (CaptureInterface each : interfaces) {
            if (each.linkType() != first.linkType()) {
                throw new CaptureException(
                        ErrorCode.START_INVALID_PARAMS,
                        "a pcap file holds one link type only, but " + first.name() + " has " + first.linkType()
                                + " and "
                                + each.name() + " has " + each.linkType()
                                + "; use the pcapng format, which holds both");
            }
            snaplen = Math.max(snaplen, each.snaplen());
        }
        return ByteBuffer.allocate(HEADER_BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(NANOSECOND_MAGIC)
                .putShort(VERSION_MAJOR)
                .putShort(VERSION_MINOR)
                .putInt(0)
                .putInt(0)
                .putInt(snaplen)
                .putInt(first.linkType())
                .flip();
    }

    @Override
    public void write(PacketBlock block, int fromByte, int toByte, PartFile file) throws IOException {
        int at = fromByte;
        while (at < toByte) {
            at += file.appendBody(block, at, toByte);
        }
    }

    @Override
    public long mostBytes(PacketBlock block) {
        return block.bodyBytes();
    }

    @Override
    public int mostTrailerBytes(int interfaces) {
        return 0;
    }

    @Override
    public int recordBytes(PacketCursor packet) {
        return BlockLayout.RECORD_HEADER_BYTES + packet.capturedLength();
    }

    @Override
    public ByteBuffer trailer(List<InterfaceTotals> totals, long startNs, long endNs, FileProgress progress) {
        return ByteBuffer.allocate(0);
    }
}
