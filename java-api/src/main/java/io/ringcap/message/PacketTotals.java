package io.ringcap.message;

/**
 * The counters of several sessions together; each is the sum of what {@link CaptureStats} says, over all sinks where that has one
 * number for each. Immutable.
 *
 * @param droppedInterface packets the interfaces dropped, at least: not all can say
 * @param unattributed packets that are no followed process's as far as could be found out, whatever the cause
 * @param handlerSkipped packets in blocks that slow handlers skipped; one that two handlers skipped counts twice
 * @param unsavedPackets packets that failed sinks did not take
 * @param retiredPackets written packets whose files are gone, because only the newest are kept
 * @param partFailures sinks and interfaces that failed while their sessions went on
 */
public record PacketTotals(
        long packets,
        long bytes,
        long received,
        long droppedKernel,
        long droppedInterface,
        long unattributed,
        long droppedUnattributed,
        long undrained,
        long pausedPackets,
        long cutPackets,
        long ringStalls,
        long handlerSkipped,
        long unsavedPackets,
        long retiredPackets,
        long partFailures) {}
