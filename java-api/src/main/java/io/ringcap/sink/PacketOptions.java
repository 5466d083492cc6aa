package io.ringcap.sink;

import io.ringcap.packet.BlockMemoryAccess;
import io.ringcap.packet.PacketProcess;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The options of an enhanced packet block that say whose the packet is: {@code epb_processid_threadid} and a comment with the name.
 * Stateless; allocates nothing.
 *
 * <pre>
 *  0    2    4     8     12   14       16
 *  +----+----+-----+-----+----+--------+--------------+---------+---+---+
 *  | 8  | 8  | pid | 0   | 1  | length | process NAME | padding | 0 | 0 |
 *  +----+----+-----+-----+----+--------+--------------+---------+---+---+
 * </pre>
 */
final class PacketOptions {
    private static final short PROCESS_AND_THREAD = 8;
    private static final short COMMENT = 1;
    private static final int COMMENT_OFFSET = 16;
    private static final int END_BYTES = 4;
    private static final int MOST_COMMENT_BYTES = 72;

    /** The most that the options of a packet take. */
    static final int MOST_BYTES = COMMENT_OFFSET + MOST_COMMENT_BYTES + END_BYTES;

    private PacketOptions() {}

    /** What the options take, padding and end included; 0 for nobody. */
    static int bytes(@Nullable PacketProcess process) {
        return process == null ? 0 : COMMENT_OFFSET + padded(BlockMemoryAccess.commentBytes(process)) + END_BYTES;
    }

    /** Writes them at an index. The thread is not known: a socket belongs to all of a process. */
    static void put(PacketProcess process, ByteBuffer to, int at) {
        final int comment = BlockMemoryAccess.commentBytes(process);
        final int end = at + COMMENT_OFFSET + padded(comment);
        to.putShort(at, PROCESS_AND_THREAD).putShort(at + 2, (short) Long.BYTES);
        to.putInt(at + 4, process.pid()).putInt(at + 8, 0);
        to.putShort(at + 12, COMMENT).putShort(at + 14, (short) comment);
        // The padding and the end of the options, before what may cover the first of these bytes.
        to.putInt(end - Integer.BYTES, 0).putInt(end, 0);
        BlockMemoryAccess.putComment(process, to, at + COMMENT_OFFSET);
    }

    private static int padded(int bytes) {
        return bytes + 3 & ~3;
    }
}
