package io.ringcap.sink;

import io.ringcap.internal.pcap.BlockFilter;
import io.ringcap.packet.BlockLayout;
import io.ringcap.packet.PacketBlock;
import io.ringcap.packet.PacketCursor;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** Removes from blocks what a {@link PacketSelection} does not want. Confined to its reader's thread, closed by it. */
final class PacketSelector implements AutoCloseable {
    private final PacketSelection selection;
    private final boolean isBoundedInTime;
    private final Map<Integer, BlockFilter> filterByLinkType = new HashMap<>();
    private final PacketBlock block = new PacketBlock();
    private final PacketCursor cursor = new PacketCursor();

    PacketSelector(PacketSelection selection) {
        this.selection = selection;
        this.isBoundedInTime =
                selection.fromNs() != PacketSelection.ALL.fromNs() || selection.toNs() != PacketSelection.ALL.toNs();
    }

    String filter() {
        return selection.filter();
    }

    /**
     * Removes what is not wanted from a block.
     *
     * @param memory a direct buffer with the block at index 0, which is the reader's own
     * @return whether anything is left
     */
    boolean select(ByteBuffer memory) {
        block.wrap(memory);
        try {
            if (isBoundedInTime) {
                cutByTime(memory);
            }
            if (!selection.filter().isBlank() && block.packets() > 0) {
                filterByLinkType
                        .computeIfAbsent(block.linkType(), type -> BlockFilter.compile(selection.filter(), type))
                        .apply(memory);
            }
            return block.packets() > 0;
        } finally {
            cursor.release();
            block.release();
        }
    }

    /** Moves the records that are wanted together; packets of several CPUs need not be in order, so each is looked at. */
    private void cutByTime(ByteBuffer memory) {
        final long fromNs = selection.fromNs();
        final long toNs = selection.toNs();
        int kept = 0;
        int end = BlockLayout.HEADER_BYTES;
        int start = BlockLayout.HEADER_BYTES;
        long firstNs = 0;
        long lastNs = 0;
        cursor.wrap(block);
        while (cursor.next()) {
            final int next = BlockLayout.HEADER_BYTES + cursor.nextRecordOffset();
            final long timeNs = cursor.timestampNs();
            if (timeNs >= fromNs && timeNs <= toNs) {
                firstNs = kept == 0 ? timeNs : firstNs;
                lastNs = timeNs;
                memory.put(end, memory, start, next - start);
                end += next - start;
                kept++;
            }
            start = next;
        }
        memory.putInt(BlockLayout.PACKETS_OFFSET, kept);
        memory.putInt(BlockLayout.BODY_BYTES_OFFSET, end - BlockLayout.HEADER_BYTES);
        memory.putLong(BlockLayout.FIRST_TS_OFFSET, firstNs);
        memory.putLong(BlockLayout.LAST_TS_OFFSET, lastNs);
    }

    @Override
    public void close() {
        filterByLinkType.values().forEach(BlockFilter::close);
        filterByLinkType.clear();
    }
}
