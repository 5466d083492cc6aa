package io.ringcap.sink;

import io.ringcap.packet.PacketBlock;
import io.ringcap.packet.PacketCursor;

/**
 * The packets of a block that go into one file: all of it in most cases, some of its records when a file ends within a block.
 * A flyweight, confined to the sink's thread; allocates nothing.
 */
final class BlockPart {
    /** Nothing depends on how many bytes a record takes. */
    private static final CaptureFormat AS_IN_THE_BLOCK = new PcapFormat();

    private final PacketCursor cursor = new PacketCursor();
    private int fromByte;
    private int toByte;
    private int packets;
    private long firstNs;
    private long lastNs;

    /** All packets of the block. */
    BlockPart all(PacketBlock block) {
        if (!block.isOrdered()) {
            // The first and the last packet say nothing of the times between.
            walk(block, 0, Integer.MAX_VALUE);
            return this;
        }
        fromByte = 0;
        toByte = block.bodyBytes();
        packets = block.packets();
        firstNs = block.firstTimestampNs();
        lastNs = block.lastTimestampNs();
        return this;
    }

    /**
     * As many packets from a place in the block on as fit into a file.
     *
     * @param maxBytes bytes that the file may still take
     * @param maxPackets packets that the file may still take
     */
    BlockPart some(PacketBlock block, int from, CaptureFormat format, long maxBytes, long maxPackets) {
        if (from == 0 && block.packets() <= maxPackets && format.mostBytes(block) <= maxBytes) {
            return all(block);
        }
        walk(block, from, format, maxBytes, maxPackets);
        return this;
    }

    private void walk(PacketBlock block, int from, long maxPackets) {
        walk(block, from, AS_IN_THE_BLOCK, Long.MAX_VALUE, maxPackets);
    }

    private long walk(PacketBlock block, int from, CaptureFormat format, long maxBytes, long maxPackets) {
        fromByte = from;
        toByte = from;
        packets = 0;
        firstNs = 0;
        lastNs = 0;
        long bytes = 0;
        cursor.wrap(block).moveTo(from);
        while (packets < maxPackets && bytes < maxBytes && cursor.next()) {
            final int more = format.recordBytes(cursor);
            if (bytes + more > maxBytes) {
                break;
            }
            bytes += more;
            firstNs = packets == 0 ? cursor.timestampNs() : Math.min(firstNs, cursor.timestampNs());
            lastNs = Math.max(lastNs, cursor.timestampNs());
            toByte = cursor.nextRecordOffset();
            packets++;
        }
        cursor.release();
        return bytes;
    }

    /**
     * Leaves only those packets of this part whose records are whole in so many bytes of a file; for after a write that failed.
     *
     * @return the bytes of these records in the file
     */
    long cutTo(PacketBlock block, CaptureFormat format, long fileBytes) {
        // Damage that ended the write lies behind what was taken, so the cursor does not come upon it.
        return walk(block, fromByte, format, fileBytes, packets);
    }

    int fromByte() {
        return fromByte;
    }

    int toByte() {
        return toByte;
    }

    int packets() {
        return packets;
    }

    long firstNs() {
        return firstNs;
    }

    long lastNs() {
        return lastNs;
    }
}
