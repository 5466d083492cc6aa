package io.ringcap.sink;

import net.openhft.chronicle.bytes.MappedBytes;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueStore;
import net.openhft.chronicle.wire.Wires;

/**
 * Says how much of the disk a journal takes. Its files are sparse, much longer than what is in them, and Java cannot ask
 * for the blocks of a file; but they are filled from the front, so the end of the last excerpt tells. Stateless.
 */
final class JournalSize {
    private static final long PAGE_BYTES = 4096;

    private JournalSize() {}

    /** Bytes that all files of the queue take, in whole pages; to be called on the appending thread. */
    static long of(SingleChronicleQueue queue) {
        final int last = queue.lastCycle();
        long bytes = 0;
        for (int cycle = queue.firstCycle(); cycle <= last; cycle++) {
            bytes += of(queue, cycle);
        }
        return bytes;
    }

    /** Bytes that the file of a cycle takes, 0 when there is none. */
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
