package io.ringcap.internal.pcap;

import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory of one ring: mapped once, cut into blocks, unmapped once by its owner, and touched by the kernel only as far
 * as it is used. Without the shim it is direct memory of the JVM, which C never sees and the collector frees.
 *
 * <p>The owner closes it only when no thread can reach a block any more: an access after that crashes the JVM.
 */
public final class Slab implements AutoCloseable {
    private static final AtomicLong MAPPED_BYTES = new AtomicLong();

    private final BlockMemory[] blocks;
    private final long bytes;
    private long address;

    private Slab(BlockMemory[] blocks, long bytes, long address) {
        this.blocks = blocks;
        this.bytes = bytes;
        this.address = address;
    }

    /** Maps memory for so many blocks. */
    public static Slab map(int blockCount, int blockBytes) {
        return NativeLibrary.isAvailable() ? mapNative(blockCount, blockBytes) : allocateDirect(blockCount, blockBytes);
    }

    /** Bytes that are mapped at this moment by all slabs of this JVM. */
    public static long mappedBytes() {
        return MAPPED_BYTES.get();
    }

    public BlockMemory block(int index) {
        return blocks[index];
    }

    public int blockCount() {
        return blocks.length;
    }

    @Override
    public synchronized void close() {
        if (address == 0) {
            return;
        }
        final long mapped = address;
        address = 0;
        final int result = NativeCalls.slabUnmap(mapped, bytes);
        if (result < 0) {
            throw new IllegalStateException("could not unmap " + bytes + " bytes of a ring: code " + result);
        }
        MAPPED_BYTES.addAndGet(-bytes);
    }

    private static Slab mapNative(int blockCount, int blockBytes) {
        final long bytes = (long) blockCount * blockBytes;
        final NativeError error = new NativeError();
        final long address = NativeCalls.slabMap(bytes, false, error.text());
        if (address <= 0) {
            throw new CaptureException(
                    ErrorCode.START_ENGINE_FAILED,
                    "no memory for a ring of " + bytes + " bytes: " + error.message() + "; ask for a smaller ring");
        }
        MAPPED_BYTES.addAndGet(bytes);
        final BlockMemory[] blocks = new BlockMemory[blockCount];
        for (int i = 0; i < blockCount; i++) {
            final long at = address + (long) i * blockBytes;
            blocks[i] = new BlockMemory(NativeCalls.slabSlice(at, blockBytes), at);
        }
        return new Slab(blocks, bytes, address);
    }

    private static Slab allocateDirect(int blockCount, int blockBytes) {
        final BlockMemory[] blocks = new BlockMemory[blockCount];
        for (int i = 0; i < blockCount; i++) {
            blocks[i] = new BlockMemory(ByteBuffer.allocateDirect(blockBytes), 0);
        }
        return new Slab(blocks, (long) blockCount * blockBytes, 0);
    }
}
