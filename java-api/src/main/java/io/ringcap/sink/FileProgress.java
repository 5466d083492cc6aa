package io.ringcap.sink;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of a capture is in its file. One thread writes; packets and bytes are read by any thread, the rest by the
 * writer's only.
 */
final class FileProgress {
    // One writer: an ordered store is enough, no thread waits for another.
    private final AtomicLong packets = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private long[] packetsByInterface = {};
    private long firstNs;
    private long lastNs;

    void begin(int interfaces, long headerBytes) {
        packetsByInterface = new long[interfaces];
        bytes.lazySet(headerBytes);
    }

    /** Packets of one interface were written, and the file is now so long. */
    void add(int interfaceIndex, long count, long fromNs, long toNs, long fileBytes) {
        if (count > 0) {
            // Blocks of several interfaces overlap in time.
            firstNs = packets.getPlain() == 0 ? fromNs : Math.min(firstNs, fromNs);
            lastNs = Math.max(lastNs, toNs);
            packetsByInterface[interfaceIndex] += count;
            packets.lazySet(packets.getPlain() + count);
        }
        bytes.lazySet(fileBytes);
    }

    void setBytes(long fileBytes) {
        bytes.lazySet(fileBytes);
    }

    long packets() {
        return packets.get();
    }

    long bytes() {
        return bytes.get();
    }

    long packetsOf(int interfaceIndex) {
        return packetsByInterface[interfaceIndex];
    }

    /** 0 when there was no packet. */
    long firstNs() {
        return firstNs;
    }

    /** 0 when there was no packet. */
    long lastNs() {
        return lastNs;
    }
}
