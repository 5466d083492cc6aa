package io.ringcap.internal.pcap;

import io.ringcap.message.CaptureInterface;
import io.ringcap.message.PartFailure;
import io.ringcap.message.SourceKind;
import java.util.List;
import java.util.Map;

/**
 * Fills blocks with packets. Owned by one worker, which opens and closes it: all methods are called on its thread, but for
 * {@link #wake()}, {@link #counters}, {@link #filter()}, {@link #cpuNs()}, {@link #failures()}, {@link #unattributed()} and
 * {@link #isTruncated()}, which any thread may call at any time,
 * also after {@link #close()}.
 */
public interface BlockSource extends AutoCloseable {
    /** {@link #fill} has nothing more to give: the file is at its end, or the drain is complete. */
    int END = -1;

    SourceKind kind();

    /** Why it is this kind and not another; empty when there is nothing to explain. */
    default String reason() {
        return "";
    }

    /** What was opened, in the order of the interface index. */
    List<CaptureInterface> interfaces();

    /** The filter in force, as the one expression it comes to; empty for everything. */
    default String filter() {
        return "";
    }

    /**
     * Fills a block with packets of one interface and writes its header, but for what the ring numbers.
     *
     * @param flushNs how long the first packet in the block may wait for others
     * @param maxWaitNs how long to wait for the first packet
     * @return packets in the block; 0 when none came in time or somebody called {@link #wake()}; {@link #END}
     * @throws io.ringcap.message.CaptureException when the source is broken; every packet that could be read was given
     */
    int fill(BlockMemory block, long flushNs, long maxWaitNs);

    /**
     * Whether the last {@link #fill}, which gave nothing, found nothing either that arrived before that moment. A source that takes
     * packets out may have nothing to give and yet not be done. Worker only.
     */
    default boolean hasReadUntil(long epochNs) {
        return true;
    }

    /**
     * Replaces the filter of all interfaces, between two fills and not after {@link #quiesce}. What the kernel holds already is
     * judged by the new filter too, and what arrives in the some ten microseconds in which libpcap swaps the kernel's program is
     * seen by neither. All or nothing: when one interface refuses, each keeps the filter that it had.
     *
     * @throws io.ringcap.message.CaptureException START_INVALID_PARAMS with the position, as when it is opened with it
     */
    void setFilter(String filter);

    /** Reading goes on after so long a pause, in which {@link #fill} was not called. */
    default void onPauseEnd(long pausedNs) {}

    /** Shuts the door: what arrives from now on is not taken, what arrived before is still given, then {@link #END}. */
    void quiesce(long deadlineNs);

    /** Lets a {@link #fill} that waits return at once. */
    void wake();

    /** Writes the counters of one interface, the last known ones after {@link #close()}. */
    void counters(int interfaceIndex, SourceCounters into);

    /** Brings the counters up to date, which {@link #fill} may leave behind by milliseconds. */
    default void refreshCounters() {}

    /** CPU time of threads that the source has beside the worker's. */
    default long cpuNs() {
        return 0;
    }

    /** Whether the file that was read ended in a torn record. */
    default boolean isTruncated() {
        return false;
    }

    /** Interfaces that went away while others went on. */
    default List<PartFailure> failures() {
        return List.of();
    }

    /** Packets of which it is not known whose they are, by why not; in the order of the causes. Only where that is asked. */
    default Map<String, Long> unattributed() {
        return Map.of();
    }

    /** How many of these were not given to anybody. */
    default long droppedUnattributed() {
        return 0;
    }

    @Override
    void close();
}
