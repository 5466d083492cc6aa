package io.ringcap.sink;

import io.ringcap.config.FileOptions;
import io.ringcap.packet.BlockLayout;
import io.ringcap.packet.BlockMemoryAccess;
import io.ringcap.packet.PacketBlock;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import net.openhft.chronicle.bytes.MappedBytes;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;

/**
 * Appends excerpts to the journal's queue: each is copied once, into mapped memory, and is there for readers whole or not at
 * all. Opened on the worker's thread; from {@code begin} to {@code close} on the sink's.
 *
 * <p>Allocates only when Chronicle maps more of a file or begins a new one.
 */
final class JournalAppender implements AutoCloseable {
    /** Chronicle's header and padding, and its share of an index page. */
    private static final int EXCERPT_OVERHEAD_BYTES = 64;

    /** A segment's header and first index pages. */
    private static final int SEGMENT_OVERHEAD_BYTES = 256 << 10;

    private final Path directory;
    private final JournalSpace space;
    private final JournalClock clock;
    private final JournalRotation rotation;
    private final SingleChronicleQueue queue;
    private final JournalFile file = new JournalFile();
    private final JournalTimeIndex times = new JournalTimeIndex();
    private @Nullable ExcerptAppender appender;
    private @Nullable ByteBuffer preamble;
    private long appendedBytes;

    JournalAppender(Path directory, FileOptions options, Clock wallClock) throws IOException {
        this.directory = directory;
        space = new JournalSpace(directory.toFile());
        // The queue's own small files are mapped too.
        space.claim(JournalSpace.RESERVE_BYTES / 4);
        clock = new JournalClock(wallClock);
        rotation = new JournalRotation(options, options.rotateBytes());
        queue = JournalQueues.forWriting(directory, clock, options.isRotating());
        // Two more than blocks: the description at its beginning, and the end of the session.
        rotation.limitExcerpts(queue.rollCycle().maxMessagesPerCycle() - 2);
        try {
            JournalFolder.restrictFiles(directory);
        } catch (IOException | RuntimeException e) {
            JournalQueues.close(queue);
            throw e;
        }
    }

    /**
     * Starts on the thread that appends.
     *
     * @param first the excerpt that every file begins with from here on
     */
    void begin(ByteBuffer first) throws IOException {
        clock.start(queue.rollCycle().lengthInMillis(), queue.lastCycle());
        space.claim(JournalSpace.RESERVE_BYTES / 4);
        appender = queue.createAppender();
        preamble = first;
        beginSegment(first);
    }

    /**
     * Appends a block, to a new segment if it is time for one.
     *
     * @throws IOException if there is no room for it; nothing was appended then, and what was is whole
     */
    void append(PacketBlock block) throws IOException {
        final int bytes = BlockLayout.HEADER_BYTES + block.bodyBytes();
        final int packets = block.packets();
        if (rotation.isSpent(file.end(), bytes + EXCERPT_OVERHEAD_BYTES, packets, clock.wallMs())) {
            nextSegment();
        }
        space.claim(bytes + EXCERPT_OVERHEAD_BYTES);
        write(BlockMemoryAccess.memoryOf(block), bytes);
        rotation.appended(packets);
        times.appended(block, bytes);
    }

    /** Appends a small excerpt behind the last block, to the same segment. */
    void appendEnd(ByteBuffer excerpt) throws IOException {
        space.claim(excerpt.capacity() + EXCERPT_OVERHEAD_BYTES);
        write(excerpt, excerpt.capacity());
    }

    /** Appends a last small excerpt, which may use the reserve of free space; says whether there was room. */
    boolean appendLast(ByteBuffer excerpt) throws IOException {
        if (appender == null || !space.isRoomForEnd(excerpt.capacity() + EXCERPT_OVERHEAD_BYTES)) {
            return false;
        }
        write(excerpt, excerpt.capacity());
        return true;
    }

    /** Bytes appended so far. */
    long appendedBytes() {
        return appendedBytes;
    }

    /** Bytes that the folder takes on disk; its files are sparse and say more. */
    long allocatedBytes() {
        try {
            return JournalSize.of(queue);
        } catch (InternalError e) {
            // A page of it could not be read, which is why the session fails; see write.
            return appendedBytes;
        }
    }

    @Override
    public void close() throws IOException {
        final ExcerptAppender open = appender;
        appender = null;
        times.complete();
        try (file) {
            if (open != null) {
                open.close();
            }
        } finally {
            JournalQueues.close(queue);
        }
    }

    private void nextSegment() throws IOException {
        final ByteBuffer first = preamble;
        if (first == null) {
            throw notOpen();
        }
        space.claim(SEGMENT_OVERHEAD_BYTES);
        times.complete();
        clock.next();
        beginSegment(first);
    }

    private void beginSegment(ByteBuffer first) throws IOException {
        space.claim(first.capacity() + EXCERPT_OVERHEAD_BYTES);
        write(first, first.capacity());
        rotation.begun(clock.wallMs());
        final File begun = file.file();
        final ExcerptAppender open = appender;
        if (begun != null && open != null) {
            JournalFolder.restrict(begun.toPath());
            final long index = open.lastIndexAppended();
            times.begin(begun, index, queue.rollCycle().toSequenceNumber(index) == 0 && !JournalQueues.isDaily(queue));
        }
    }

    private IllegalStateException notOpen() {
        return new IllegalStateException("the journal " + directory + " is not open for writing");
    }

    private void write(ByteBuffer source, int bytes) throws IOException {
        final ExcerptAppender open = appender;
        if (open == null) {
            throw notOpen();
        }
        try {
            writeExcerpt(open, source, bytes);
        } catch (InternalError e) {
            // Somebody else used up the reserve between the look at free space and the copy, or set a quota.
            throw new IOException(
                    "No space left on device for the journal " + directory
                            + ", or its file was cut by another program: the system could not supply a page of it",
                    e);
        }
        appendedBytes += bytes + Integer.BYTES;
    }

    private void writeExcerpt(ExcerptAppender open, ByteBuffer source, int bytes) throws IOException {
        final DocumentContext excerpt = open.writingDocument();
        boolean isWhole = false;
        try {
            final MappedBytes target = (MappedBytes) excerpt.wire().bytes();
            file.put(source, bytes, target, target.writePosition());
            target.writeSkip(bytes);
            isWhole = true;
        } finally {
            if (!isWhole) {
                // Closing would otherwise commit what is there.
                excerpt.rollbackOnClose();
            }
            excerpt.close();
        }
    }
}
