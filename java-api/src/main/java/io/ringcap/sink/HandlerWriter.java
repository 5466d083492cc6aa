package io.ringcap.sink;

import static java.util.Objects.requireNonNull;

import io.ringcap.packet.PacketBlock;
import io.ringcap.packet.PacketCursor;

/** Walks blocks for the embedder's code. The views it gives out are disarmed before the block's memory is used again. */
final class HandlerWriter {
    private HandlerWriter() {}

    static SinkWriter perPacket(PacketHandler handler) {
        requireNonNull(handler, "handler");
        return new PerPacket(handler);
    }

    static SinkWriter perBlock(BlockHandler handler) {
        requireNonNull(handler, "handler");
        return new PerBlock(handler);
    }

    private static final class PerPacket implements SinkWriter {
        private final PacketHandler handler;
        private final PacketCursor cursor = new PacketCursor();

        private PerPacket(PacketHandler handler) {
            this.handler = handler;
        }

        @Override
        public void onBlock(PacketBlock block) throws Exception {
            cursor.wrap(block);
            try {
                while (cursor.next()) {
                    handler.onPacket(cursor);
                }
            } finally {
                cursor.release();
            }
        }
    }

    private record PerBlock(BlockHandler handler) implements SinkWriter {
        @Override
        public void onBlock(PacketBlock block) throws Exception {
            handler.onBlock(block);
        }
    }
}
