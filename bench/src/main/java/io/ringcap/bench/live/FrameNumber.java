package io.ringcap.bench.live;

import java.nio.ByteBuffer;

/** Where {@code ringcap-send} puts the number and the time into a frame: behind Ethernet, IPv4 and UDP without options. */
public final class FrameNumber {
    public static final int MAGIC_AT = 42;
    public static final int SEQUENCE_AT = 50;
    /** Nanoseconds since 1970, when the frame was handed to the kernel. Frames below 66 bytes carry none. */
    public static final int TIME_AT = 58;
    /** "RINGCAP" and a zero, big endian. */
    public static final long MAGIC = 0x52494E4743415000L;

    private FrameNumber() {}

    /** Counts the frame that begins at a place of a big-endian buffer. */
    static void count(ByteBuffer bytes, int frameAt, int length, SequenceTally tally) {
        if (length >= SEQUENCE_AT + Long.BYTES && bytes.getLong(frameAt + MAGIC_AT) == MAGIC) {
            tally.add(bytes.getLong(frameAt + SEQUENCE_AT));
        } else {
            tally.addForeign();
        }
    }
}
