package io.ringcap.sink;

import net.openhft.chronicle.bytes.MappedBytes;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueStore;
import net.openhft.chronicle.wire.Wires;

/**
 * Says how much of the disk a segment takes whose index does not tell. Its file is sparse, much longer than what is in it, and
 * Java cannot ask for the blocks of a file; but it is filled from the front, so the end of the last excerpt tells. Stateless.
 */
final class JournalSize {
    private static final long PAGE_BYTES = 4096;

    private JournalSize() {}

    /** Bytes that the file of a cycle takes, in whole pages, 0 when there is none; for the appending thread. */
    static long of(SingleChronicleQueue queue, int cycle) {
        final SingleChronicleQueueStore store = queue.storeForCycle(cycle, queue.epoch(), false, null);
        if (store == null) {
            return 0;
        }
        try {
            return usedBytes(store);
        } finally {
            queue.closeStore(store);
        }
    }

    private static long usedBytes(SingleChronicleQueueStore store) {
        final MappedBytes bytes = store.bytes();
        try {
            final long lastExcerpt = store.writePosition();
            final long end = lastExcerpt + Wires.SPB_HEADER_SIZE + Wires.lengthOf(bytes.readVolatileInt(lastExcerpt));
            return (end + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
        } finally {
            bytes.releaseLast();
        }
    }
}
