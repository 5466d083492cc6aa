package io.ringcap.sink;

import java.nio.ByteBuffer;
import java.util.Objects;
import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.core.OS;

/** Copies between buffers and mapped journal memory in one piece. Stateless; any thread. */
final class JournalMemory {
    private JournalMemory() {}

    /** Copies from an address to the beginning of a direct buffer. */
    static void copyOut(long address, ByteBuffer target, int bytes) {
        Objects.checkFromIndexSize(0, bytes, target.capacity());
        OS.memory().copyMemory(address, Jvm.address(target), bytes);
    }
}
