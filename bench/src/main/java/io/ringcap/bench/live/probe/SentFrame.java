package io.ringcap.bench.live.probe;

import io.ringcap.packet.PacketView;

/** Where {@code ringcap-send} puts its mark, the sequence number and the send time (wall clock) into a frame. */
final class SentFrame {
    /** "RINGCAP" and a zero. */
    private static final long MARK = 0x52494E4743415000L;

    private static final int MARK_AT = 42;
    private static final int SEQUENCE_AT = 50;
    private static final int TIME_AT = 58;
    static final int SMALLEST_BYTES = TIME_AT + Long.BYTES;

    private SentFrame() {}

    /** Whether our sender made it, and it holds a sequence number. */
    static boolean isOurs(PacketView packet) {
        return packet.capturedLength() >= SEQUENCE_AT + Long.BYTES && packet.getLong(MARK_AT) == MARK;
    }

    static long sequence(PacketView packet) {
        return packet.getLong(SEQUENCE_AT);
    }

    /** When it was sent, in nanoseconds since the epoch. For frames of {@link #SMALLEST_BYTES} and more. */
    static long sendTimeNs(PacketView packet) {
        return packet.getLong(TIME_AT);
    }
}
