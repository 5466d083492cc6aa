package io.ringcap.internal.ring;

import io.ringcap.internal.pcap.BlockMemory;
import io.ringcap.message.CaptureInterface;
import io.ringcap.packet.BlockLayout;
import io.ringcap.packet.PacketBlock;
import io.ringcap.packet.PacketTags;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A lane that nobody waits for. It copies each block out of the ring and only then looks whether the worker has begun to
 * fill the slot anew: then the copy is worth nothing, and the lane goes on further ahead. The handler never sees a block
 * that changes under it, however slow it is, and the ring never notices.
 */
final class SkippingLane extends SinkLane {
    private final ByteBuffer memory;
    private final PacketTags tags = new PacketTags();
    private final PacketBlock copy;
    private long expectedPackets;
    private volatile long skippedPackets;

    SkippingLane(BlockRing ring, SinkGuard guard, List<CaptureInterface> interfaces) {
        super(ring, guard, interfaces);
        memory = ByteBuffer.allocateDirect(ring.scratch().capacity()).order(ByteOrder.nativeOrder());
        copy = new PacketBlock().wrap(memory, tags);
    }

    @Override
    long take(long next, long available) {
        long at = next;
        while (at <= available) {
            if (isOverwritten(at) || !copyOut(at)) {
                // Half a ring ahead, or the next copy would be lost to the same race; that may be beyond what was
                // available.
                at = ring.claimed() - ring.slotCount() / 2;
                continue;
            }
            countUpTo(copy.packetsBefore());
            expectedPackets += copy.packets();
            guard.deliver(copy);
            Thread.interrupted();
            at++;
        }
        return at;
    }

    private boolean isOverwritten(long sequence) {
        return ring.claimed() - ring.slotCount() >= sequence;
    }

    private boolean copyOut(long sequence) {
        final BlockMemory slot = ring.slot(sequence);
        // The length may be torn too, until the check below has shown that it is not.
        final int body = Math.max(0, Math.min(slot.bodyBytes(), slot.capacity() - BlockLayout.HEADER_BYTES));
        memory.put(0, slot.buffer(), 0, BlockLayout.HEADER_BYTES + body);
        tags.copy(slot.tags(), body);
        VarHandle.loadLoadFence();
        return !isOverwritten(sequence);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One writer; volatile for the readers of statistics.
    private void countUpTo(long packetsBefore) {
        if (packetsBefore > expectedPackets) {
            skippedPackets += packetsBefore - expectedPackets;
            expectedPackets = packetsBefore;
        }
    }

    @Override
    void atEnd() {
        countUpTo(ring.totalPackets());
    }

    @Override
    void letGo() {
        copy.release();
    }

    @Override
    long skippedPackets() {
        return skippedPackets;
    }
}
