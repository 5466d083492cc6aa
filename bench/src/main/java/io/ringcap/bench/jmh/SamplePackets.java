package io.ringcap.bench.jmh;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * The packets that all benchmarks see: of 64 bytes, or mixed 7:4:1 of 64, 590 and 1514 in an order that a branch predictor cannot
 * learn. Records are as a nanosecond pcap file and a block hold them. Confined to one thread.
 */
final class SamplePackets {
    static final String SMALL = "64";
    static final String MIXED = "mix";

    static final int LARGEST_RECORD_BYTES = 16 + 1514;

    private static final int SMALL_BYTES = 64;
    private static final int SECONDS = 1_700_000_000;
    private static final int PER_SECOND = 1_000_000;
    private static final int NS_APART = 1000;

    private final SplittableRandom random = new SplittableRandom(1);
    private final boolean isMixed;
    private final byte[] frame = new byte[1514];
    private int count;

    SamplePackets(String traffic) {
        isMixed = MIXED.equals(traffic);
        for (int i = 0; i < frame.length; i++) {
            frame[i] = (byte) i;
        }
        // Ethernet, IPv4.
        frame[12] = 8;
        frame[13] = 0;
    }

    /** Appends one record in the buffer's byte order. */
    void put(ByteBuffer target) {
        final int bytes = isMixed ? mixedSize(random.nextInt(12)) : SMALL_BYTES;
        target.putInt(SECONDS + count / PER_SECOND)
                .putInt(count % PER_SECOND * NS_APART)
                .putInt(bytes)
                .putInt(bytes)
                .put(frame, 0, bytes);
        count++;
    }

    private static int mixedSize(int draw) {
        if (draw < 7) {
            return SMALL_BYTES;
        }
        return draw < 11 ? 590 : 1514;
    }
}
