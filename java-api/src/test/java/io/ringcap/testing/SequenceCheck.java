package io.ringcap.testing;

import io.ringcap.packet.PacketView;
import io.ringcap.sink.PacketHandler;
import java.nio.charset.StandardCharsets;

/**
 * Counts the packets of {@code ringcap-send} or of synthetic traffic and checks that their sequence numbers only go up. One
 * thread writes; the counts may be read when it has ended.
 */
public final class SequenceCheck implements PacketHandler {
    private static final long MARK = java.nio.ByteBuffer.wrap("RINGCAP\0".getBytes(StandardCharsets.US_ASCII))
            .getLong();
    private static final int MARK_OFFSET = 42;

    private volatile long packets;
    private volatile long missing;
    private volatile long next;

    @Override
    public void onPacket(PacketView packet) {
        if (packet.getLong(MARK_OFFSET) != MARK) {
            throw new IllegalStateException("a packet that nobody sent, of " + packet.originalLength() + " bytes");
        }
        accept(packet.getLong(SendOptions.SEQUENCE_OFFSET));
    }

    /** Takes the next sequence number. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // One writer.
    public void accept(long sequence) {
        final long expected = next;
        if (sequence < expected) {
            throw new IllegalStateException("sequence " + sequence + " came when " + expected + " was next");
        }
        missing += sequence - expected;
        next = sequence + 1;
        packets++;
    }

    public long packets() {
        return packets;
    }

    /** Sequence numbers that were left out between those that came. */
    public long missing() {
        return missing;
    }

    /** The sequence number after the last one that came. */
    public long next() {
        return next;
    }
}
