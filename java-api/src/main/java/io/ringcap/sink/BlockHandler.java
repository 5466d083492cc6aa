package io.ringcap.sink;

import io.ringcap.packet.PacketBlock;

/** The embedder's code for each block of packets. */
@FunctionalInterface
public interface BlockHandler {
    /**
     * Called for each block, in order, on the sink's own thread.
     *
     * @param block valid during this call only
     * @throws Exception anything: the sink has then failed, the session's other sinks go on
     */
    void onBlock(PacketBlock block) throws Exception;
}
