package io.ringcap.internal.ring;

import com.lmax.disruptor.Sequence;
import io.ringcap.message.CaptureInterface;
import io.ringcap.packet.PacketBlock;
import java.util.List;

/** A lane that the worker waits for: it sees every block, in place. Each block is freed as soon as the sink is through. */
final class GatingLane extends SinkLane {
    private final Sequence sequence = new Sequence();
    private final PacketBlock[] views;
    private final int mask;

    GatingLane(BlockRing ring, SinkGuard guard, List<CaptureInterface> interfaces) {
        super(ring, guard, interfaces);
        views = new PacketBlock[ring.slotCount()];
        mask = views.length - 1;
        for (int i = 0; i < views.length; i++) {
            views[i] =
                    new PacketBlock().wrap(ring.slot(i).buffer(), ring.slot(i).tags());
        }
        ring.gate(sequence);
    }

    @Override
    long take(long next, long available) {
        long at = next;
        while (at <= available) {
            guard.deliver(views[(int) at & mask]);
            // What a handler has done to its thread's interrupt flag ends with its call.
            Thread.interrupted();
            sequence.set(at);
            at++;
        }
        return at;
    }

    @Override
    void letGo() {
        for (PacketBlock view : views) {
            view.release();
        }
        sequence.set(Long.MAX_VALUE);
    }
}
