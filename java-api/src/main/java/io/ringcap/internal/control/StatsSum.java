package io.ringcap.internal.control;

import io.ringcap.message.CaptureStats;
import io.ringcap.message.PartFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The counters of a session over its workers: it has another one after each restart. Stateless. */
final class StatsSum {
    private StatsSum() {}

    /** Earlier workers' counters and a later one's. */
    static CaptureStats of(CaptureStats earlier, CaptureStats later) {
        if (earlier.equals(CaptureStats.NONE)) {
            return later;
        }
        final List<PartFailure> failures = new ArrayList<>(earlier.partFailures());
        failures.addAll(later.partFailures());
        return new CaptureStats(
                earlier.packets() + later.packets(),
                earlier.bytes() + later.bytes(),
                earlier.packets() > 0 ? earlier.firstPacketTs() : later.firstPacketTs(),
                later.packets() > 0 ? later.lastPacketTs() : earlier.lastPacketTs(),
                earlier.fileSize() + later.fileSize(),
                earlier.cpuSeconds() + later.cpuSeconds(),
                earlier.received() + later.received(),
                earlier.droppedKernel() + later.droppedKernel(),
                drops(earlier.droppedInterface(), later.droppedInterface()),
                sum(earlier.unattributed(), later.unattributed()),
                earlier.droppedUnattributed() + later.droppedUnattributed(),
                earlier.undrained() + later.undrained(),
                earlier.pausedPackets() + later.pausedPackets(),
                earlier.cutPackets() + later.cutPackets(),
                earlier.ringStalls() + later.ringStalls(),
                sum(earlier.handlerSkipped(), later.handlerSkipped()),
                sum(earlier.writtenPackets(), later.writtenPackets()),
                sum(earlier.unsavedPackets(), later.unsavedPackets()),
                sum(earlier.retiredPackets(), later.retiredPackets()),
                failures,
                earlier.truncatedInput() || later.truncatedInput(),
                sum(earlier.elapsedMs(), later.elapsedMs()));
    }

    /** A loss that is known is told, though there may be more; that there is none is said only if all is known. */
    private static @Nullable Long drops(@Nullable Long earlier, @Nullable Long later) {
        if (earlier != null && later != null) {
            return earlier + later;
        }
        final Long known = earlier == null ? later : earlier;
        return known == null || known == 0 ? null : known;
    }

    /** Only final counters have it. */
    private static @Nullable Double sum(@Nullable Double earlier, @Nullable Double later) {
        return earlier == null || later == null ? later : Double.valueOf(earlier + later);
    }

    private static Map<String, Long> sum(Map<String, Long> earlier, Map<String, Long> later) {
        final Map<String, Long> total = new LinkedHashMap<>(earlier);
        later.forEach((name, count) -> total.merge(name, count, Long::sum));
        return total;
    }
}
