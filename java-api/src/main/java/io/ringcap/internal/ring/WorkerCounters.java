package io.ringcap.internal.ring;

import io.ringcap.internal.pcap.CpuClock;

/**
 * What the worker counts: one writer, the worker; any reader. Each field is right by itself; together they are a moment's
 * view only after the worker has ended.
 */
final class WorkerCounters {
    volatile long packets;
    volatile long bytes;
    volatile long firstTimestampNs;
    volatile long lastTimestampNs;
    volatile long ringStalls;
    volatile long discarded;
    volatile long pausedPackets;
    volatile long firstClaimNs;
    volatile long endNs;
    final CpuClock cpu = new CpuClock();
}
