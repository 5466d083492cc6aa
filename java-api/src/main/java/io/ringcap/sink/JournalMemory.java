package io.ringcap.sink;

import java.nio.ByteBuffer;
import java.util.Objects;
import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.core.OS;

/** Copies between buffers and mapped journal memory in one piece. Stateless; any thread. */
final class JournalMemory {
    private JournalMemory() {}

    /** Copies the first bytes of a buffer to an address that has room for them. */
    static void copyIn(ByteBuffer source, int bytes, long address) {
        Objects.checkFromIndexSize(0, bytes, source.capacity());
        if (source.isDirect()) {
            OS.memory().copyMemory(Jvm.address(source), address, bytes);
        } else {
            // Never a slot of the ring: only an embedder's own block lies on the heap.
            final ByteBuffer direct = ByteBuffer.allocateDirect(bytes).put(0, source, 0, bytes);
            OS.memory().copyMemory(Jvm.address(direct), address, bytes);
        }
    }

    /** Copies from an address to the beginning of a direct buffer. */
    static void copyOut(long address, ByteBuffer target, int bytes) {
        Objects.checkFromIndexSize(0, bytes, target.capacity());
        OS.memory().copyMemory(address, Jvm.address(target), bytes);
    }
}
