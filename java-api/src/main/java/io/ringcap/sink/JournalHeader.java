package io.ringcap.sink;

import io.ringcap.message.MessageJson;
import io.ringcap.packet.BlockLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Makes the excerpts that describe a session: a block header, then JSON where packets would be. Stateless; any thread. */
final class JournalHeader {
    private JournalHeader() {}

    /**
     * An excerpt in direct memory, whose capacity is its length.
     *
     * @param flags flags beside META
     * @param sequence number of the session's next block
     */
    static ByteBuffer of(Object description, int flags, long sequence) {
        final byte[] json = MessageJson.toJson(description).getBytes(StandardCharsets.UTF_8);
        final ByteBuffer excerpt = ByteBuffer.allocateDirect(BlockLayout.HEADER_BYTES + json.length)
                .order(ByteOrder.nativeOrder());
        excerpt.putInt(BlockLayout.MAGIC_OFFSET, BlockLayout.MAGIC);
        excerpt.putShort(BlockLayout.VERSION_OFFSET, BlockLayout.VERSION);
        excerpt.putShort(BlockLayout.FLAGS_OFFSET, (short) (BlockLayout.FLAG_META | flags));
        excerpt.putInt(BlockLayout.BODY_BYTES_OFFSET, json.length);
        excerpt.putLong(BlockLayout.SEQUENCE_OFFSET, sequence);
        return excerpt.put(BlockLayout.HEADER_BYTES, json);
    }
}
