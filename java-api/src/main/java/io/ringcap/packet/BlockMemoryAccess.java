package io.ringcap.packet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Ringcap's own sinks reach a block's memory here, to hand it on without a copy. Not for embedders: the memory is used again,
 * for other packets, as soon as the call returns. It may change with every version.
 */
@Internal
public final class BlockMemoryAccess {
    private BlockMemoryAccess() {}

    /**
     * Writes a part of a block's records, as they are, to a file.
     *
     * @param block whose records
     * @param channel the file, written to at its position
     * @param fromByte where in the body to begin
     * @param toByte where in the body to end
     * @return how many bytes the file took
     * @throws IOException if the file cannot be written
     */
    public static int writeBody(PacketBlock block, FileChannel channel, int fromByte, int toByte) throws IOException {
        return block.writeBodyTo(channel, fromByte, toByte);
    }

    /**
     * {@return the block's header and records from index 0 on; valid for the current call, on the current thread}
     *
     * @param block the block
     */
    public static ByteBuffer memoryOf(PacketBlock block) {
        return block.memory();
    }

    /**
     * {@return whose the block's packets are; valid for the current call, on the current thread}
     *
     * @param block the block
     */
    public static PacketTags tagsOf(PacketBlock block) {
        return block.tags();
    }

    /**
     * {@return bytes of the comment that a capture file gives to a process's packets}
     *
     * @param process whose packets they are
     */
    public static int commentBytes(PacketProcess process) {
        return process.comment().length;
    }

    /**
     * Writes the comment for a process's packets into a buffer, at an index.
     *
     * @param process whose packets they are
     * @param into the buffer, with room for {@link #commentBytes}
     * @param at where the comment begins
     * @return how many bytes that are
     */
    public static int putComment(PacketProcess process, ByteBuffer into, int at) {
        final byte[] comment = process.comment();
        into.put(at, comment);
        return comment.length;
    }
}
