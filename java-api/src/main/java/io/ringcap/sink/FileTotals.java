package io.ringcap.sink;

import io.ringcap.packet.PacketBlock;
import java.util.ArrayList;
import java.util.List;

/**
 * Divides what became of each interface's packets among the files of a recording, so that a file says what was received and
 * dropped while it was written. Confined to the sink's thread.
 */
final class FileTotals {
    private static final long UNKNOWN = -1;

    private long[] dropped = {};
    private long[] droppedBefore = {};
    private long[] receivedBefore = {};
    private long[] skipped = {};
    private boolean isFirstFile = true;

    void begin(int interfaces) {
        dropped = new long[interfaces];
        droppedBefore = new long[interfaces];
        receivedBefore = new long[interfaces];
        skipped = new long[interfaces];
    }

    /** Takes the kernel's count, which each block brings. */
    void onBlock(PacketBlock block) {
        dropped[block.interfaceIndex()] = block.dropped();
    }

    /** Packets that came while there was no room for them. */
    void skipped(int interfaceIndex, long packets) {
        skipped[interfaceIndex] += packets;
    }

    /** The totals of a file after which another one comes. */
    List<InterfaceTotals> endOfFile(FileProgress progress) {
        final List<InterfaceTotals> totals = new ArrayList<>(dropped.length);
        for (int i = 0; i < dropped.length; i++) {
            final long droppedHere = since(dropped[i], droppedBefore[i]);
            final long received = progress.packetsOf(i) + skipped[i] + Math.max(droppedHere, 0);
            skipped[i] = 0;
            totals.add(new InterfaceTotals(i, received, droppedHere, UNKNOWN));
            receivedBefore[i] += received;
            droppedBefore[i] = Math.max(dropped[i], droppedBefore[i]);
        }
        isFirstFile = false;
        return totals;
    }

    /** The totals of the last file: what the files before have not said. */
    List<InterfaceTotals> endOfRecording(List<InterfaceTotals> all) {
        if (isFirstFile) {
            return all;
        }
        return all.stream()
                .map(each -> new InterfaceTotals(
                        each.interfaceIndex(),
                        since(each.received(), receivedBefore[each.interfaceIndex()]),
                        since(each.droppedKernel(), droppedBefore[each.interfaceIndex()]),
                        // Known for the whole recording only.
                        UNKNOWN))
                .toList();
    }

    private static long since(long count, long before) {
        return count < 0 ? UNKNOWN : Math.max(count - before, 0);
    }
}
