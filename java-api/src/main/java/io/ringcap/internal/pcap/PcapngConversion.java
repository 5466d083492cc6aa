package io.ringcap.internal.pcap;

import java.nio.ByteBuffer;

/** Records of a block as pcapng holds packets, by the shim: one call for a block. Stateless; any thread. */
public final class PcapngConversion {
    private PcapngConversion() {}

    /** Whether this JVM can do it: not without the shim. */
    public static boolean isAvailable() {
        return NativeLibrary.isAvailable();
    }

    /**
     * Converts records until the other buffer is full, whose position moves behind the last whole one.
     *
     * @param block a direct buffer that holds a block at its beginning
     * @param at where the first record begins in it
     * @param end where the last one ends
     * @param to a direct buffer, written from its beginning
     * @return where the next record begins: {@code end}, one that did not fit, or one that is damaged
     */
    public static int convert(ByteBuffer block, int at, int end, int interfaceIndex, ByteBuffer to) {
        final long done = NativeCalls.pcapngConvert(block, at, end, interfaceIndex, to);
        if (done < 0) {
            throw new IllegalArgumentException("records " + at + " to " + end + " of " + block + " to " + to);
        }
        to.position((int) done);
        return (int) (done >>> Integer.SIZE);
    }
}
