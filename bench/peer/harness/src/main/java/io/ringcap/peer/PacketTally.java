package io.ringcap.peer;

/** What a handler does with each packet in this comparison: it is counted and its length added. Confined to one thread at a time. */
public final class PacketTally {
    private long packets;
    private long bytes;

    PacketTally() {}

    public void add(int packetBytes) {
        packets++;
        bytes += packetBytes;
    }

    long packets() {
        return packets;
    }

    long bytes() {
        return bytes;
    }
}
