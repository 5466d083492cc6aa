package io.ringcap.sink;

import static java.util.Objects.requireNonNull;

import io.ringcap.config.FileOptions;
import io.ringcap.config.OnDiskFull;
import io.ringcap.packet.BlockLayout;
import io.ringcap.packet.BlockMemoryAccess;
import io.ringcap.packet.PacketBlock;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.Set;
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

    private static final int SEGMENT_HEAD_BYTES = 64 << 10;

    /** What must be free beyond the reserve to begin, and to go on after a pause. */
    private static final long START_BYTES = 4L << 20;

    /** Segments that the oldest is dropped of, when nobody said how large they are: a share of the room there is. */
    private static final int DROPPED_SHARE = 8;

    private static final long MIN_DROPPED_BYTES = 4L << 20;
    private static final long MAX_DROPPED_BYTES = 1L << 30;

    private final Path directory;
    private final JournalSpace space;
    private final JournalClock clock;
    private final JournalRotation rotation;
    private final SingleChronicleQueue queue;
    private final JournalSegments segments;
    private final JournalFile file = new JournalFile();
    private final JournalTimeIndex times = new JournalTimeIndex();
    private @Nullable ExcerptAppender appender;
    private @Nullable ByteBuffer preamble;
    private long appendedBytes;
    private boolean isSegmentBegun;

    JournalAppender(Path directory, FileOptions options, Clock wallClock) throws IOException {
        this.directory = directory;
        final boolean isDropping = options.onDiskFull() == OnDiskFull.DROP_OLDEST;
        space = new JournalSpace(directory.toFile(), options.diskReserveBytes());
        claimStart(isDropping);
        clock = new JournalClock(wallClock);
        final long segmentBytes = segmentBytes(options);
        segments = new JournalSegments(directory, options, segmentBytes);
        rotation = new JournalRotation(options, segmentBytes);
        queue = JournalQueues.forWriting(directory, clock, options.isRotating() || isDropping);
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
        segments.open(queue);
        clock.start(queue.rollCycle().lengthInMillis(), JournalQueues.lastCycle(queue));
        space.claim(START_BYTES);
        appender = queue.createAppender();
        preamble = first;
        beginSegment();
    }

    /**
     * Appends a block, to a new segment if it is time for one.
     *
     * @throws DiskFullException if there is no room for it; nothing was appended then, and what was is whole
     */
    void append(PacketBlock block) throws IOException {
        final int bytes = BlockLayout.HEADER_BYTES + block.bodyBytes();
        final int packets = block.packets();
        if (rotation.isSpent(file.end(), bytes + EXCERPT_OVERHEAD_BYTES, packets, clock.wallMs())) {
            nextSegment();
        }
        if (!isSegmentBegun) {
            beginSegment();
        }
        space.claim(bytes + EXCERPT_OVERHEAD_BYTES);
        write(BlockMemoryAccess.memoryOf(block), bytes);
        rotation.appended(packets);
        segments.appended(block);
        times.appended(block, bytes, file.end());
    }

    /**
     * Ends the segment if its time is over, though nothing comes. The next one holds the session's description only, until
     * something does.
     */
    void endIfOver() throws IOException {
        if (isSegmentBegun && rotation.isOver(clock.wallMs())) {
            nextSegment();
        }
    }

    /**
     * Removes the oldest segment; if there is but the one that is written, and blocks are in it, that one.
     *
     * @return whether there may be more room now
     */
    boolean dropOldest() throws IOException {
        if (segments.removeOldest()) {
            return true;
        }
        if (!segments.isAlone() || !rotation.hasBlocks() || !space.isRoomForEnd(SEGMENT_OVERHEAD_BYTES)) {
            return false;
        }
        leaveSegment();
        // From the reserve: more than it takes comes free at once.
        writeFirst();
        return segments.removeOldest();
    }

    /** Whether there is so much room again that it is worth to go on. */
    boolean isRoomToGoOn() {
        return space.isRoomFor(START_BYTES);
    }

    /**
     * Blocks were left out: the next one begins another segment. Readers find a session's description by the number of a
     * block, which must have no gap behind it in a file that several sessions share.
     */
    void beginAnew() throws IOException {
        if (rotation.hasBlocks() || JournalQueues.isDaily(queue)) {
            nextSegment();
        }
    }

    /** Packets of this session that are gone with their segments. */
    long retiredPackets() {
        return segments.retiredPackets();
    }

    /** Of the packets of this session that can be read, the oldest time; {@link Long#MAX_VALUE} without any. */
    long firstNs() {
        return segments.firstNs();
    }

    /** Of the packets of this session that can be read, the newest time; {@link Long#MIN_VALUE} without any. */
    long lastNs() {
        return segments.lastNs();
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
            return segments.bytes(file.end());
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
        space.claim(SEGMENT_OVERHEAD_BYTES);
        leaveSegment();
        beginSegment();
    }

    private void leaveSegment() {
        times.complete();
        clock.next();
        rotation.begun(clock.wallMs());
        isSegmentBegun = false;
    }

    private void beginSegment() throws IOException {
        if (preamble != null) {
            space.claim(preamble.capacity() + EXCERPT_OVERHEAD_BYTES);
        }
        writeFirst();
    }

    private void writeFirst() throws IOException {
        final ByteBuffer first = preamble;
        final ExcerptAppender open = appender;
        if (first == null || open == null) {
            throw notOpen();
        }
        final long previousEnd = file.end();
        makeSegment();
        write(first, first.capacity());
        isSegmentBegun = true;
        rotation.begun(clock.wallMs());
        final File begun = requireNonNull(file.file());
        final long index = open.lastIndexAppended();
        times.begin(begun, index, queue.rollCycle().toSequenceNumber(index) == 0 && !JournalQueues.isDaily(queue));
        final int cycle = queue.rollCycle().toCycle(index);
        segments.begun(begun, cycle, previousEnd);
        JournalQueues.noteEndsBefore(queue, cycle);
    }

    /**
     * Writes the zeros that Chronicle's header and first index pages replace. A page of a file that is first touched through a
     * mapping costs this thread milliseconds, see {@link JournalFile}; a written one next to nothing.
     */
    private void makeSegment() throws IOException {
        final Path segment = JournalQueues.segment(queue, queue.cycle()).toPath();
        if (Files.exists(segment)) {
            return;
        }
        try (FileChannel made = FileChannel.open(segment, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (ByteBuffer zeros = ByteBuffer.allocate(SEGMENT_HEAD_BYTES); zeros.hasRemaining(); ) {
                made.write(zeros);
            }
        } catch (IOException e) {
            // Readers would wait for what a file without a header will hold.
            Files.deleteIfExists(segment);
            throw withReason(e);
        }
        JournalFolder.restrict(segment);
    }

    /** Before there is a queue: its own small files are mapped too. */
    private void claimStart(boolean isDropping) throws IOException {
        if (isDropping && !space.isRoomFor(START_BYTES)) {
            makeRoom();
        }
        space.claim(START_BYTES);
    }

    /** Removes segments of earlier sessions, but for the last. */
    private void makeRoom() throws IOException {
        final Set<String> open = OpenFiles.below(directory);
        final List<Path> old = JournalSegments.list(directory);
        for (Path segment : old.subList(0, Math.max(0, old.size() - 1))) {
            if (space.isRoomFor(START_BYTES)
                    || open.contains(segment.toRealPath().toString())) {
                return;
            }
            Files.deleteIfExists(JournalTimes.besides(segment.toFile()));
            Files.delete(segment);
        }
    }

    /** Of what shall be kept, or dropped when there is no room, there must be more than one. */
    private long segmentBytes(FileOptions options) {
        long most = options.rotateBytes();
        if (most == 0 && options.keepBytes() > 0) {
            most = Math.max(options.keepBytes() / 2, MIN_DROPPED_BYTES);
        }
        if (most == 0 && options.onDiskFull() == OnDiskFull.DROP_OLDEST) {
            final long share = directory.toFile().getUsableSpace() / DROPPED_SHARE;
            most = Math.min(Math.max(share, MIN_DROPPED_BYTES), MAX_DROPPED_BYTES);
        }
        return most;
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
        } catch (IOException e) {
            throw withReason(e);
        } catch (InternalError e) {
            // Somebody else used up the reserve between the look at free space and the copy, or set a quota.
            throw new IOException(
                    "No space left on device for the journal " + directory
                            + ", or its file was cut by another program: the system could not supply a page of it",
                    e);
        }
        appendedBytes += bytes + Integer.BYTES;
    }

    private IOException withReason(IOException failure) {
        return DiskFullException.isReason(failure)
                ? new DiskFullException(failure.getMessage() + ", for the journal " + directory, failure)
                : failure;
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
