package io.ringcap.internal.pcap;

import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory of one ring, cut into blocks, and touched by the kernel only as far as it is used. Its owner closes it when no
 * thread of ours can reach a block any more.
 *
 * <p>Design note: closing gives the memory back to the system but keeps the addresses, for the next ring of the same shape.
 * So no address that a block was ever at becomes invalid, and whatever an embedder's code does with a view that it kept, it
 * cannot crash the JVM: it reads zeroes or another ring's packets. What stays is address space, as much as was ever in use
 * at once. Without the shim the memory is the JVM's own, and the collector frees it.
 */
public final class Slab implements AutoCloseable {
    private static final AtomicLong BYTES_IN_USE = new AtomicLong();
    private static final Map<Shape, Deque<Mapping>> FREE = new HashMap<>();

    private final Shape shape;
    private final Mapping mapping;
    private boolean isClosed;

    private record Shape(int blockCount, int blockBytes) {
        long bytes() {
            return (long) blockCount * blockBytes;
        }
    }

    /** The address is 0 for memory of the JVM. */
    private record Mapping(List<BlockMemory> blocks, long address) {}

    private Slab(Shape shape, Mapping mapping) {
        this.shape = shape;
        this.mapping = mapping;
    }

    /** Takes memory for so many blocks. */
    public static Slab map(int blockCount, int blockBytes) {
        final Shape shape = new Shape(blockCount, blockBytes);
        final Slab slab = new Slab(shape, NativeLibrary.isAvailable() ? takeNative(shape) : allocateDirect(shape));
        BYTES_IN_USE.addAndGet(shape.bytes());
        return slab;
    }

    /** Bytes that rings of this JVM have at this moment. */
    public static long bytesInUse() {
        return BYTES_IN_USE.get();
    }

    public BlockMemory block(int index) {
        return mapping.blocks.get(index);
    }

    @Override
    public synchronized void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        BYTES_IN_USE.addAndGet(-shape.bytes());
        // The next session may have no use for them.
        mapping.blocks.forEach(block -> block.tags().drop());
        if (mapping.address == 0) {
            return;
        }
        final int result = NativeCalls.slabRelease(mapping.address, shape.bytes());
        synchronized (FREE) {
            FREE.computeIfAbsent(shape, any -> new ArrayDeque<>()).push(mapping);
        }
        if (result < 0) {
            throw new IllegalStateException(
                    "the memory of a ring of " + shape.bytes() + " bytes could not be given back: code " + result);
        }
    }

    private static Mapping takeNative(Shape shape) {
        synchronized (FREE) {
            final Deque<Mapping> free = FREE.get(shape);
            final Mapping again = free == null ? null : free.poll();
            if (again != null) {
                return again;
            }
        }
        final NativeError error = new NativeError();
        final long address = NativeCalls.slabMap(shape.bytes(), false, error.text());
        if (address <= 0) {
            throw new CaptureException(
                    ErrorCode.START_ENGINE_FAILED,
                    "no memory for a ring of " + shape.bytes() + " bytes: " + error.message()
                            + "; ask for a smaller ring");
        }
        try {
            final List<BlockMemory> blocks = new ArrayList<>(shape.blockCount);
            for (int i = 0; i < shape.blockCount; i++) {
                final long at = address + (long) i * shape.blockBytes;
                blocks.add(new BlockMemory(NativeCalls.slabSlice(at, shape.blockBytes), at));
            }
            return new Mapping(blocks, address);
        } catch (RuntimeException | Error e) {
            NativeCalls.slabUnmap(address, shape.bytes());
            throw e;
        }
    }

    private static Mapping allocateDirect(Shape shape) {
        final List<BlockMemory> blocks = new ArrayList<>(shape.blockCount);
        for (int i = 0; i < shape.blockCount; i++) {
            blocks.add(new BlockMemory(ByteBuffer.allocateDirect(shape.blockBytes), 0));
        }
        return new Mapping(blocks, 0);
    }
}
