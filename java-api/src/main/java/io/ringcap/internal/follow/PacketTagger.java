package io.ringcap.internal.follow;

import static io.ringcap.packet.BlockLayout.HEADER_BYTES;
import static io.ringcap.packet.BlockLayout.LINK_TYPE_OFFSET;
import static io.ringcap.packet.BlockLayout.RECORD_CAPTURED_OFFSET;
import static io.ringcap.packet.BlockLayout.RECORD_HEADER_BYTES;
import static io.ringcap.packet.BlockLayout.RECORD_NANOS_OFFSET;
import static io.ringcap.packet.BlockLayout.RECORD_SECONDS_OFFSET;

import io.ringcap.internal.pcap.BlockMemory;
import io.ringcap.packet.PacketTags;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Says of each packet of a block whose it is, takes out what nobody wants, and counts why. Confined to the worker, but for the
 * counters, which any thread may read. Allocates nothing for a packet.
 */
final class PacketTagger {
    private static final int FRAGMENTS = 256;
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final boolean isKeepingUnknown;
    private final PacketFlow flow = new PacketFlow();
    private final Map<UnattributedCause, AtomicLong> counts = new EnumMap<>(UnattributedCause.class);
    private volatile long dropped;

    /** Whose the newest fragmented packets are, at the place that their key says; a table of one time is not another's. */
    private final long[] fragmentKeys = new long[FRAGMENTS];

    private final int[] fragmentPids = new int[FRAGMENTS];

    PacketTagger(boolean isKeepingUnknown) {
        this.isKeepingUnknown = isKeepingUnknown;
        for (UnattributedCause cause : UnattributedCause.values()) {
            counts.put(cause, new AtomicLong());
        }
    }

    /**
     * Whether a look at the sockets could tell more of this block: something in it is younger than the table, and unknown
     * in it on a side that is ours. What passes through is nobody's here, however often one looks.
     */
    boolean isLookWorthwhile(BlockMemory block, FlowTable table) {
        if (block.lastTimestampNs() <= table.asOfEpochNs()) {
            return false;
        }
        final ByteBuffer bytes = block.buffer();
        final int linkType = bytes.getShort(LINK_TYPE_OFFSET);
        final int end = HEADER_BYTES + block.bodyBytes();
        int at = HEADER_BYTES;
        while (at < end) {
            final int captured = bytes.getInt(at + RECORD_CAPTURED_OFFSET);
            if (timestampNs(bytes, at) > table.asOfEpochNs()
                    && hasPorts(flow.read(bytes, at + RECORD_HEADER_BYTES, captured, linkType))
                    && table.isOpen(flow)) {
                return true;
            }
            at += RECORD_HEADER_BYTES + captured;
        }
        return false;
    }

    /** Tags a block; returns how many packets are left in it. */
    int tag(BlockMemory block, FlowTable table) {
        final ByteBuffer bytes = block.buffer();
        final PacketTags tags = block.tags();
        final int linkType = bytes.getShort(LINK_TYPE_OFFSET);
        final int end = HEADER_BYTES + block.bodyBytes();
        tags.begin(table.processes(), block.capacity() - HEADER_BYTES);
        long firstNs = 0;
        long lastNs = 0;
        int kept = 0;
        int to = HEADER_BYTES;
        int at = HEADER_BYTES;
        while (at < end) {
            final int captured = bytes.getInt(at + RECORD_CAPTURED_OFFSET);
            final int length = RECORD_HEADER_BYTES + captured;
            final int owner = judge(bytes, at, captured, linkType, table);
            if (owner > 0 || (isKeepingUnknown && owner == FlowTable.UNKNOWN)) {
                lastNs = timestampNs(bytes, at);
                firstNs = kept == 0 ? lastNs : firstNs;
                if (to != at) {
                    bytes.put(to, bytes, at, length);
                }
                tags.put(to - HEADER_BYTES, owner);
                to += length;
                kept++;
            }
            at += length;
        }
        if (to != end) {
            countDropped(block.packets() - kept);
            block.shrink(kept, to - HEADER_BYTES, firstNs, lastNs);
        }
        return kept;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One writer; volatile for the readers of statistics.
    private void countDropped(int packets) {
        dropped += packets;
    }

    /** The owner; what is not kept is counted as what it is. */
    private int judge(ByteBuffer bytes, int at, int captured, int linkType, FlowTable table) {
        final PacketFlow.Kind kind = flow.read(bytes, at + RECORD_HEADER_BYTES, captured, linkType);
        final int owner = switch (kind) {
            case WHOLE -> table.ownerOf(flow);
            case FIRST_FRAGMENT -> remember(table, table.ownerOf(flow));
            case LATER_FRAGMENT -> recall(table);
            case OTHER -> FlowTable.UNKNOWN;
        };
        if (owner <= 0) {
            count(
                    owner == FlowTable.FOREIGN
                            ? UnattributedCause.OTHER_PROCESS
                            : kind == PacketFlow.Kind.OTHER
                                    ? UnattributedCause.NO_PORTS
                                    : kind == PacketFlow.Kind.LATER_FRAGMENT
                                            ? UnattributedCause.FRAGMENT
                                            : UnattributedCause.UNKNOWN_SOCKET);
        }
        return owner;
    }

    private void count(UnattributedCause cause) {
        final AtomicLong count = counts.get(cause);
        count.setOpaque(count.getOpaque() + 1);
    }

    private static boolean hasPorts(PacketFlow.Kind kind) {
        return kind == PacketFlow.Kind.WHOLE || kind == PacketFlow.Kind.FIRST_FRAGMENT;
    }

    /** By the process's id: its number may be another's in the next table. */
    private int remember(FlowTable table, int owner) {
        final long key = flow.fragmentKey();
        final int place = (int) key & FRAGMENTS - 1;
        fragmentKeys[place] = key;
        fragmentPids[place] = owner > 0 ? table.processes()[owner - 1].pid() : owner;
        return owner;
    }

    private int recall(FlowTable table) {
        final long key = flow.fragmentKey();
        final int place = (int) key & FRAGMENTS - 1;
        final int pid = fragmentKeys[place] == key ? fragmentPids[place] : 0;
        if (pid <= 0) {
            return pid;
        }
        for (int i = 0; i < table.processes().length; i++) {
            if (table.processes()[i].pid() == pid) {
                return i + 1;
            }
        }
        return FlowTable.UNKNOWN;
    }

    private static long timestampNs(ByteBuffer bytes, int at) {
        return Integer.toUnsignedLong(bytes.getInt(at + RECORD_SECONDS_OFFSET)) * NS_PER_SECOND
                + Integer.toUnsignedLong(bytes.getInt(at + RECORD_NANOS_OFFSET));
    }

    /** Packets that are no followed process's, by cause. Any thread. */
    Map<String, Long> unattributed() {
        final Map<String, Long> byCause = new LinkedHashMap<>();
        counts.forEach((cause, count) -> {
            if (count.get() > 0) {
                byCause.put(cause.text(), count.get());
            }
        });
        return byCause;
    }

    /** How many of them were taken out. Any thread. */
    long dropped() {
        return dropped;
    }
}
