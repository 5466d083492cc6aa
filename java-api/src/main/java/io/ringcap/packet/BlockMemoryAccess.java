package io.ringcap.packet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Ringcap's own sinks reach a block's memory here, to hand it on without a copy. Not for embedders: the memory is used again,
 * for other packets, as soon as the call returns.
 */
public final class BlockMemoryAccess {
    private BlockMemoryAccess() {}

    /**
     * Writes a part of a block's records, as they are, to a file.
     *
     * @param fromByte where in the body to begin
     * @param toByte where in the body to end
     * @return how many bytes the file took
     */
    public static int writeBody(PacketBlock block, FileChannel channel, int fromByte, int toByte) throws IOException {
        return block.writeBodyTo(channel, fromByte, toByte);
    }

    /** The block's header and records from index 0 on; valid for the current call, on the current thread. */
    public static ByteBuffer memoryOf(PacketBlock block) {
        return block.memory();
    }

    /** Whose the block's packets are; valid for the current call, on the current thread. */
    public static PacketTags tagsOf(PacketBlock block) {
        return block.tags();
    }

    /** Writes the comment for a process's packets into a buffer, at an index; returns how many bytes that are. */
    public static int putComment(PacketProcess process, ByteBuffer into, int at) {
        final byte[] comment = process.comment();
        into.put(at, comment);
        return comment.length;
    }
}
