package io.ringcap.internal.ring;

import io.ringcap.internal.pcap.BlockSource;
import io.ringcap.internal.pcap.SourceCounters;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.PartFailure;
import io.ringcap.sink.InterfaceTotals;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gathers a session's counters from those who count: source, worker, lanes. */
final class StatsReader {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;

    private StatsReader() {}

    static CaptureStats read(WorkerCounters worker, Lanes lanes, @Nullable BlockSource source, int interfaces) {
        final SourceCounters total = total(source, interfaces);
        final Map<String, Long> skipped = new LinkedHashMap<>();
        final Map<String, Long> written = new LinkedHashMap<>();
        final Map<String, Long> unsaved = new LinkedHashMap<>();
        final Map<String, Long> retired = new LinkedHashMap<>();
        final List<PartFailure> failures = new ArrayList<>(lanes.failures());
        long fileBytes = 0;
        long cpuNs = worker.cpu.nanos();
        final boolean isOver = worker.endNs != 0;
        final long packets = worker.packets;
        for (SinkLane lane : lanes.all()) {
            final SinkGuard guard = lane.guard;
            final long kept = guard.written();
            written.put(guard.name(), kept);
            if (lane.skippedPackets() > 0) {
                skipped.put(guard.name(), lane.skippedPackets());
            }
            // While it runs, what is still in the ring is not lost; at the end whatever is not kept is.
            final long lost = (isOver ? packets - lane.skippedPackets() : guard.delivered()) - kept;
            if (lost > 0 && (isOver || guard.failure() != null)) {
                unsaved.put(guard.name(), lost);
            }
            if (guard.retired() > 0) {
                retired.put(guard.name(), guard.retired());
            }
            final PartFailure trouble = guard.trouble();
            if (trouble != null) {
                failures.add(trouble);
            }
            fileBytes += guard.fileBytes();
            cpuNs += lane.cpuNs();
        }
        long foreign = 0;
        if (source != null) {
            failures.addAll(source.failures());
            cpuNs += source.cpuNs();
            foreign = source.droppedUnattributed();
        }
        return new CaptureStats(
                packets,
                worker.bytes,
                worker.firstTimestampNs / 1000,
                worker.lastTimestampNs / 1000,
                fileBytes,
                cpuNs / NANOS_PER_SECOND,
                packets + total.droppedKernel + foreign,
                total.droppedKernel,
                total.droppedInterface < 0 ? null : total.droppedInterface,
                source == null ? Map.of() : source.unattributed(),
                foreign,
                total.undrained + worker.discarded,
                worker.pausedPackets,
                total.cutPackets,
                worker.ringStalls,
                skipped,
                written,
                unsaved,
                retired,
                failures,
                source != null && source.isTruncated(),
                isOver && worker.firstClaimNs != 0 ? (worker.endNs - worker.firstClaimNs) / NANOS_PER_MILLI : null);
    }

    /** What became of all packets, by interface. Any thread. */
    static List<InterfaceTotals> totals(@Nullable BlockSource source, int interfaces) {
        final List<InterfaceTotals> totals = new ArrayList<>();
        if (source == null) {
            return totals;
        }
        final SourceCounters from = new SourceCounters();
        for (int i = 0; i < interfaces; i++) {
            source.counters(i, from);
            totals.add(new InterfaceTotals(
                    i, from.delivered + from.droppedKernel, from.droppedKernel, from.droppedInterface));
        }
        return totals;
    }

    /** The sum over all interfaces. Any thread. */
    static SourceCounters total(@Nullable BlockSource source, int interfaces) {
        final SourceCounters total = new SourceCounters();
        if (source == null) {
            total.droppedInterface = SourceCounters.UNKNOWN;
            return total;
        }
        boolean isAllKnown = interfaces > 0;
        final SourceCounters one = new SourceCounters();
        for (int i = 0; i < interfaces; i++) {
            source.counters(i, one);
            total.droppedKernel += one.droppedKernel;
            total.cutPackets += one.cutPackets;
            total.undrained += one.undrained;
            isAllKnown &= one.droppedInterface >= 0;
            total.droppedInterface += Math.max(one.droppedInterface, 0);
        }
        // A loss that is known is told, though there may be more; that there is none is said only if all is known.
        if (!isAllKnown && total.droppedInterface == 0) {
            total.droppedInterface = SourceCounters.UNKNOWN;
        }
        return total;
    }
}
