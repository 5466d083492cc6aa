package io.ringcap.sink;

import java.nio.file.Path;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.WireType;

/**
 * A journal's queue for one reader, whose tailer stands nowhere at first. Chronicle's own opens the oldest segment when it is
 * made, and fails if that one is damaged. Confined to the reader's thread.
 */
final class JournalReadQueue extends SingleChronicleQueue {
    private boolean hasTailer;

    /** Makes the queue; its metadata exists. */
    static final class JournalReadQueueBuilder extends SingleChronicleQueueBuilder {
        JournalReadQueueBuilder(Path directory) {
            wireType(WireType.BINARY_LIGHT);
            path(directory.toFile());
            readOnly(true);
        }

        @Override
        public JournalReadQueue build() {
            preBuild();
            return new JournalReadQueue(this);
        }
    }

    private JournalReadQueue(JournalReadQueueBuilder builder) {
        super(builder);
    }

    @Override
    public int firstCycle() {
        return hasTailer ? super.firstCycle() : Integer.MAX_VALUE;
    }

    /** {@inheritDoc} It must be moved before it is read. */
    @Override
    public ExcerptTailer createTailer() {
        final ExcerptTailer tailer = super.createTailer();
        hasTailer = true;
        return tailer;
    }
}
