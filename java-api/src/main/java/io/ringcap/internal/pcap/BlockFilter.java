package io.ringcap.internal.pcap;

import io.ringcap.packet.BlockLayout;
import java.nio.ByteBuffer;

/** A compiled filter for blocks that lie in memory, such as those of a journal. Confined to one thread; its owner closes it. */
public final class BlockFilter implements AutoCloseable {
    private long program;

    private BlockFilter(long program) {
        this.program = program;
    }

    /**
     * Compiles a filter for packets of one link type.
     *
     * @throws io.ringcap.message.CaptureException START_INVALID_PARAMS with libpcap's text and the position
     */
    public static BlockFilter compile(String expression, int linkType) {
        NativeErrors.requireLibpcap();
        final NativeError error = new NativeError();
        final long program =
                NativeCalls.filterOpen(NativeSource.utf8(expression), linkType, BlockLayout.MAX_SNAPLEN, error.text());
        if (program == NativeErrors.FILTER) {
            throw OpenErrors.badFilter(
                    error.message(), expression, prefix -> NativeSource.isFilter(prefix, BlockLayout.MAX_SNAPLEN));
        }
        return new BlockFilter(NativeErrors.check(program, error, "cannot compile the filter"));
    }

    /**
     * Removes the packets that do not match.
     *
     * @param block a direct buffer with the block at index 0, which is ours to change
     * @return packets that are left
     */
    public int apply(ByteBuffer block) {
        final int left = NativeCalls.filterBlock(program, block);
        if (left < 0) {
            throw new IllegalStateException("damaged block (code " + left + ")");
        }
        return left;
    }

    @Override
    public void close() {
        if (program != 0) {
            NativeCalls.filterClose(program);
            program = 0;
        }
    }
}
