package io.ringcap.internal.pcap;

import java.util.Arrays;

/** A packet as it was written to a file, or as a source gave it; equal when its bytes are. */
@SuppressWarnings("ArrayRecordComponent")
record WrittenPacket(long timestampNs, byte[] bytes, int originalLength) {
    static final long SOME_TIME_NS = 1_732_179_600_123_456_789L;

    /** A whole packet whose bytes depend on its number. */
    static WrittenPacket of(int number, int length) {
        final byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (number * 31 + i * 7 + (i >> 8));
        }
        return new WrittenPacket(SOME_TIME_NS + number * 1_000_000_001L, bytes, length);
    }

    /** The same packet with the time that a microsecond file holds. */
    WrittenPacket inMicroseconds() {
        return new WrittenPacket(timestampNs / 1000 * 1000, bytes, originalLength);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WrittenPacket packet
                && timestampNs == packet.timestampNs
                && originalLength == packet.originalLength
                && Arrays.equals(bytes, packet.bytes);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(timestampNs) * 31 + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return timestampNs + " ns, " + bytes.length + " of " + originalLength + " bytes, hash "
                + Arrays.hashCode(bytes);
    }
}
