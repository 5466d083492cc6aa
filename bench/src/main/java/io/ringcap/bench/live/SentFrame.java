package io.ringcap.bench.live;

import io.ringcap.packet.PacketView;
import java.nio.ByteBuffer;

/**
 * Where {@code ringcap-send} puts its mark, the number and the send time into a frame: behind Ethernet, IPv4 and UDP without
 * options, big endian. Stateless.
 */
public final class SentFrame {
    /** "RINGCAP" and a zero. */
    private static final long MARK = 0x52494E4743415000L;

    private static final int MARK_AT = 42;
    private static final int SEQUENCE_AT = 50;
    private static final int TIME_AT = 58;
    private static final int NUMBERED_BYTES = SEQUENCE_AT + Long.BYTES;

    /** Smaller frames carry a number, but no time. */
    public static final int TIMED_BYTES = TIME_AT + Long.BYTES;

    private SentFrame() {}

    /** Whether our sender made it, and it holds a sequence number. */
    public static boolean isOurs(PacketView packet) {
        return packet.capturedLength() >= NUMBERED_BYTES && packet.getLong(MARK_AT) == MARK;
    }

    /** The number of a frame that is ours. */
    public static long sequence(PacketView packet) {
        return packet.getLong(SEQUENCE_AT);
    }

    /** When it was handed to the kernel, in nanoseconds since the epoch. For frames of {@link #TIMED_BYTES} and more. */
    public static long sendTimeNs(PacketView packet) {
        return packet.getLong(TIME_AT);
    }

    /** Counts the frame that begins at a place of a big-endian buffer. */
    static void count(ByteBuffer bytes, int frameAt, int length, FoundFrames found) {
        if (length >= NUMBERED_BYTES && bytes.getLong(frameAt + MARK_AT) == MARK) {
            found.add(bytes.getLong(frameAt + SEQUENCE_AT));
        } else {
            found.addForeign();
        }
    }
}
