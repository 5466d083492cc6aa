package io.ringcap.sink;

import io.ringcap.packet.PacketView;

/** The embedder's code for each packet. */
@FunctionalInterface
public interface PacketHandler {
    /**
     * Called for each packet, in order, on the sink's own thread.
     *
     * @param packet valid during this call only
     * @throws Exception anything: the sink has then failed, the session's other sinks go on
     */
    void onPacket(PacketView packet) throws Exception;
}
