package io.ringcap.packet;

import java.nio.ByteBuffer;

/**
 * Ringcap's own sinks reach a block's memory here, to hand it on without a copy. Not for embedders: the memory is
 * unmapped when the session ends, and a buffer kept beyond the call would then crash the JVM.
 */
public final class BlockMemoryAccess {
    private BlockMemoryAccess() {}

    /** The block's header and records from index 0 on; valid for the current call, on the current thread. */
    public static ByteBuffer memoryOf(PacketBlock block) {
        return block.memory();
    }
}
