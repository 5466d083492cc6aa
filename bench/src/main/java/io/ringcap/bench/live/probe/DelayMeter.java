package io.ringcap.bench.live.probe;

import io.ringcap.bench.live.SentFrame;
import io.ringcap.packet.PacketView;
import io.ringcap.sink.PacketHandler;

/**
 * The handler under test: reads the clock for each packet and records how long ago it was sent. The sink's thread calls it; what
 * it recorded may be read when the session has ended.
 */
final class DelayMeter implements PacketHandler {
    private final NanoWallClock clock;
    private final long warmUpFrames;
    private final ArrivalTally tally = new ArrivalTally(1);
    private final DelayHistogram delays = new DelayHistogram();

    /** @param warmUpFrames frames with lower numbers are counted, but their delay is not */
    DelayMeter(NanoWallClock clock, long warmUpFrames) {
        this.clock = clock;
        this.warmUpFrames = warmUpFrames;
    }

    @Override
    public void onPacket(PacketView packet) {
        if (!SentFrame.isOurs(packet) || packet.capturedLength() < SentFrame.TIMED_BYTES) {
            tally.acceptForeign();
            return;
        }
        final long sequence = SentFrame.sequence(packet);
        tally.accept(sequence);
        if (sequence >= warmUpFrames) {
            delays.record(clock.nanos() - SentFrame.sendTimeNs(packet));
        }
    }

    ArrivalTally tally() {
        return tally;
    }

    DelayHistogram delays() {
        return delays;
    }
}
