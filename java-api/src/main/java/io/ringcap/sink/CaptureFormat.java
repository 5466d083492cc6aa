package io.ringcap.sink;

import io.ringcap.message.CaptureInterface;
import io.ringcap.packet.PacketBlock;
import io.ringcap.packet.PacketCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Turns blocks into the bytes of one capture file. Serves the files of one recording, one after the other, on the thread of their writer. */
interface CaptureFormat {
    /** What a file with packets of these interfaces begins with; refuses what the format cannot hold. */
    ByteBuffer header(List<CaptureInterface> interfaces) throws IOException;

    /**
     * Appends the packets of a block whose records lie between two places of its body; nothing is held back. If it throws, the
     * file may end within a record.
     */
    void write(PacketBlock block, int fromByte, int toByte, PartFile file) throws IOException;

    /** No fewer bytes than the packets of the block take in the file. */
    long mostBytes(PacketBlock block);

    /** No fewer bytes than the trailer of a file with so many interfaces takes. */
    int mostTrailerBytes(int interfaces);

    /** The bytes that a packet takes in the file. */
    int recordBytes(PacketCursor packet);

    /**
     * What the file ends with when its packets are complete; nothing if the format has no place for it.
     *
     * @param startNs when the capture began, in nanoseconds since the epoch, -1 when that is not known
     * @param endNs when it ended, -1 when that is not known
     * @param progress what was written
     */
    ByteBuffer trailer(List<InterfaceTotals> totals, long startNs, long endNs, FileProgress progress);
}
