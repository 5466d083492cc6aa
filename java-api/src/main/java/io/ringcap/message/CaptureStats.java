package io.ringcap.message;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The counters of a session at one moment. {@code received = packets + droppedKernel + droppedUnattributed}, and for each recording sink
 * {@code packets = writtenPackets + unsavedPackets}.
 *
 * @param packets packets taken from the source
 * @param bytes their captured bytes
 * @param firstPacketTs time of the first packet in microseconds, 0 when there was none
 * @param lastPacketTs time of the last packet in microseconds, 0 when there was none
 * @param fileSize bytes of the session's files
 * @param cpuSeconds CPU time of the session's own threads
 * @param received packets that reached the capture: those taken, those the kernel dropped and those of other processes that were let go
 * @param droppedKernel packets the kernel dropped because its ring was full
 * @param droppedInterface packets the interfaces dropped, at least; null when no such loss is known and not all of them can say.
 *     It does not fall back when an interface is gone or its counters are reset
 * @param unattributed packets that are no followed process's as far as could be found out, by cause
 * @param droppedUnattributed those of them that were not kept
 * @param undrained packets left in the kernel ring when the session was cancelled or its drain ran out of time
 * @param pausedPackets packets that arrived while the session was paused; not in {@code received}
 * @param cutPackets packets kept only in part because they were longer than a record may be
 * @param ringStalls how often the worker found no free block
 * @param handlerSkipped packets in blocks that slow handlers skipped, by sink
 * @param writtenPackets packets each sink took, by sink
 * @param unsavedPackets packets a failed sink did not take, by sink
 * @param retiredPackets written packets whose files are gone, because only the newest are kept, by sink
 * @param partFailures sinks and interfaces that failed while the session went on
 * @param truncatedInput whether the file that was read ended in a torn record
 * @param elapsedMs in final statistics: first block claimed to last sink done
 */
public record CaptureStats(
        long packets,
        long bytes,
        long firstPacketTs,
        long lastPacketTs,
        long fileSize,
        double cpuSeconds,
        long received,
        long droppedKernel,
        @Nullable Long droppedInterface,
        Map<String, Long> unattributed,
        long droppedUnattributed,
        long undrained,
        long pausedPackets,
        long cutPackets,
        long ringStalls,
        Map<String, Long> handlerSkipped,
        Map<String, Long> writtenPackets,
        Map<String, Long> unsavedPackets,
        Map<String, Long> retiredPackets,
        List<PartFailure> partFailures,
        boolean truncatedInput,
        @Nullable Double elapsedMs) {

    /** The counters of a session that never started. */
    public static final CaptureStats NONE = new CaptureStats(
            0, 0, 0, 0, 0, 0, 0, 0, null, Map.of(), 0, 0, 0, 0, 0, Map.of(), Map.of(), Map.of(), Map.of(), List.of(),
            false, null);

    public CaptureStats {
        unattributed = Collections.unmodifiableMap(new LinkedHashMap<>(unattributed));
        // Copies that keep the order of the sinks.
        handlerSkipped = Collections.unmodifiableMap(new LinkedHashMap<>(handlerSkipped));
        writtenPackets = Collections.unmodifiableMap(new LinkedHashMap<>(writtenPackets));
        retiredPackets = Collections.unmodifiableMap(new LinkedHashMap<>(retiredPackets));
        unsavedPackets = Collections.unmodifiableMap(new LinkedHashMap<>(unsavedPackets));
        partFailures = List.copyOf(partFailures);
    }
}
