package io.ringcap.internal.ring;

import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import io.ringcap.internal.pcap.BlockMemory;
import io.ringcap.internal.pcap.Slab;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * The ring of blocks between one worker and its lanes. A slot owns its block's memory: whoever holds a sequence holds the
 * memory, and the slowest gating lane frees it. The worker claims and publishes, lanes read, {@link #end} is the last thing
 * that the worker does.
 *
 * <p>Design note: the end is a number beside the ring, not a flag in a last block. A block needs a free slot, and a lane
 * that hangs would then keep all the others from finishing.
 */
final class BlockRing {
    private static final int MIN_SLOTS = 4;
    private static final long NOT_ENDED = Long.MAX_VALUE;

    /** How long a lane waits for a block before it looks whether there is something to flush. */
    private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Slab slab;
    private final RingBuffer<BlockMemory> slots;
    private final List<SequenceBarrier> barriers = new CopyOnWriteArrayList<>();
    private volatile long claimed = -1;
    private volatile long endSequence = NOT_ENDED;
    private volatile long totalPackets;

    /**
     * Maps the ring's memory.
     *
     * @param ringBytes size that is wanted; the number of slots is the next power of two
     */
    BlockRing(long ringBytes, int blockBytes) {
        final int slotCount = slotCount(ringBytes, blockBytes);
        // One block more than slots: what is thrown away, at a cancel or in a pause, is read into it.
        slab = Slab.map(slotCount + 1, blockBytes);
        slots = slots(slab, slotCount);
    }

    private static RingBuffer<BlockMemory> slots(Slab slab, int slotCount) {
        try {
            final int[] next = {0};
            return RingBuffer.createSingleProducer(
                    () -> slab.block(next[0]++), slotCount, new ParkingWaitStrategy(IDLE_NS));
        } catch (RuntimeException | Error e) {
            slab.close();
            throw e;
        }
    }

    private static int slotCount(long ringBytes, int blockBytes) {
        final long wanted = Math.max(MIN_SLOTS, (ringBytes + blockBytes - 1) / blockBytes);
        return (int) (Long.highestOneBit(wanted) == wanted ? wanted : Long.highestOneBit(wanted) << 1);
    }

    /** Adds a reader that the worker waits for. Before the first claim only. */
    void gate(Sequence sequence) {
        slots.addGatingSequences(sequence);
    }

    /** A lane's way to wait for blocks; woken by {@link #end}. */
    SequenceBarrier newBarrier() {
        final SequenceBarrier barrier = slots.newBarrier();
        barriers.add(barrier);
        return barrier;
    }

    int slotCount() {
        return slots.getBufferSize();
    }

    BlockMemory slot(long sequence) {
        return slots.get(sequence);
    }

    /** Memory outside the ring, for packets that nobody will see. */
    BlockMemory scratch() {
        return slab.block(slots.getBufferSize());
    }

    /** Whether {@link #claim} would get a slot. Worker only. */
    boolean hasRoom() {
        return claimed > slots.getCursor() || slots.hasAvailableCapacity(1);
    }

    /** The sequence to fill next; the same again until it is published. Worker only, after {@link #hasRoom}. */
    long claim() {
        if (claimed > slots.getCursor()) {
            return claimed;
        }
        final long sequence = slots.next();
        // A skipping lane that copies the slot's former block must see the claim before the new bytes.
        claimed = sequence;
        VarHandle.storeStoreFence();
        return sequence;
    }

    /** The newest sequence whose memory the worker may be writing to. Any thread. */
    long claimed() {
        return claimed;
    }

    void publish(long sequence) {
        slots.publish(sequence);
    }

    /**
     * Nothing comes behind what is published. The worker, or its rescuer when it cannot publish any more; a second call changes
     * nothing then.
     */
    void end(long packets) {
        totalPackets = packets;
        endSequence = slots.getCursor();
        for (SequenceBarrier barrier : barriers) {
            barrier.alert();
        }
    }

    /** The last sequence there will be; until {@link #end} a number that no sequence reaches. */
    long endSequence() {
        return endSequence;
    }

    /** All packets of the session; known at {@link #end}. */
    long totalPackets() {
        return totalPackets;
    }

    /** The owner of the memory, to be closed when no thread can reach a slot any more. */
    Slab slab() {
        return slab;
    }
}
