package io.ringcap.internal.pcap;

/** The counters of one interface of a source; a carrier that is filled again and again, confined to one thread. */
public final class SourceCounters {
    /** What cannot be known. */
    public static final long UNKNOWN = -1;

    public long droppedKernel;

    /** At least so many; {@link #UNKNOWN} instead of a 0 that may be wrong. Once positive it never falls. */
    public long droppedInterface;

    public long cutPackets;
    public long undrained;
    public long delivered;
}
