package io.ringcap.bench.live.probe;

import io.ringcap.bench.live.SentFrame;
import io.ringcap.packet.PacketView;
import io.ringcap.sink.PacketHandler;

/**
 * The handler of probes that measure no delay: it looks at the number of each packet. The sink's thread calls it; what it has seen
 * may be read when the session has ended. With a spin it takes a known time for each packet.
 */
final class CountingHandler implements PacketHandler {
    private final ArrivalTally tally;
    private final long spinNs;

    CountingHandler(ArrivalTally tally, long spinNs) {
        this.tally = tally;
        this.spinNs = spinNs;
    }

    @Override
    public void onPacket(PacketView packet) {
        if (SentFrame.isOurs(packet)) {
            tally.accept(SentFrame.sequence(packet));
        } else {
            tally.acceptForeign();
        }
        if (spinNs > 0) {
            final long end = System.nanoTime() + spinNs;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
        }
    }
}
