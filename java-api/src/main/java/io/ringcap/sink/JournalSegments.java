package io.ringcap.sink;

import io.ringcap.config.FileOptions;
import io.ringcap.packet.PacketBlock;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a journal that is written, oldest first, and what is in them of this session; removes the oldest when there
 * are more than shall be kept, each time another one begins. Confined to the sink's thread.
 *
 * <p>A segment that a reader has open is not removed, nor is a later one: a reader must not find a hole.
 */
final class JournalSegments {
    /** Is added to the name of a segment that cannot be read, so that it is out of the way and yet there. */
    static final String SET_ASIDE = ".damaged";

    private static final long PAGE_BYTES = 4096;
    private static final System.Logger LOG = System.getLogger("io.ringcap.sink");

    private final Path directory;
    private final int keepFiles;
    private final long keepBytes;
    private final long nextBytes;
    private final long keepMs;

    /** All but the one that is written. */
    private final Deque<Segment> older = new ArrayDeque<>();

    private final BlockPart all = new BlockPart();
    private @Nullable SingleChronicleQueue queue;
    private @Nullable Segment current;
    private long retiredPackets;

    /** A file of the journal. */
    private static final class Segment {
        private final File file;
        private final int cycle;
        private long bytes = -1;
        private long packets;
        private long firstNs = Long.MAX_VALUE;
        private long lastNs = Long.MIN_VALUE;

        private Segment(File file, int cycle) {
            this.file = file;
            this.cycle = cycle;
        }
    }

    /** @param segmentBytes how large a segment may become; 0 for any size */
    JournalSegments(Path directory, FileOptions options, long segmentBytes) {
        this.directory = directory;
        keepFiles = options.keepFiles() > 0 ? options.keepFiles() : Integer.MAX_VALUE;
        keepBytes = options.keepBytes() > 0 ? options.keepBytes() : Long.MAX_VALUE;
        nextBytes = segmentBytes;
        keepMs = options.keepAge().toMillis();
    }

    /** Segments of a folder, oldest first. */
    static List<Path> list(Path directory) throws IOException {
        final List<Path> segments = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SingleChronicleQueue.SUFFIX)) {
            files.forEach(segments::add);
        }
        Collections.sort(segments);
        return segments;
    }

    /** Takes over what is there; before the first segment is begun. */
    void open(SingleChronicleQueue opened) {
        queue = opened;
        for (int cycle = opened.firstCycle(); cycle <= opened.lastCycle(); cycle++) {
            final File file = JournalQueues.segment(opened, cycle);
            if (file.exists()) {
                older.add(new Segment(file, cycle));
            }
        }
    }

    /**
     * Another segment is written from now on, which may be one that was there.
     *
     * @param previousEnd where the last one ends
     */
    void begun(File file, int cycle, long previousEnd) {
        final Segment left = current;
        if (left != null) {
            left.bytes = inPages(previousEnd);
            older.add(left);
        }
        final Segment last = older.peekLast();
        if (last != null && last.file.equals(file)) {
            older.removeLast();
        }
        current = new Segment(file, cycle);
        retire();
    }

    /**
     * What all segments take on disk. Their files are sparse, much longer than what is in them.
     *
     * @param end where the one that is written ends
     */
    long bytes(long end) {
        return olderBytes() + inPages(end);
    }

    /** A block was added to the segment that is written. */
    void appended(PacketBlock block) {
        final Segment open = current;
        if (open != null) {
            // Blocks of several interfaces overlap in time.
            all.all(block);
            open.packets += block.packets();
            open.firstNs = Math.min(open.firstNs, all.firstNs());
            open.lastNs = Math.max(open.lastNs, all.lastNs());
        }
    }

    /** The oldest time of this session's packets that are not gone; {@link Long#MAX_VALUE} without any. */
    long firstNs() {
        final long last = current == null ? Long.MAX_VALUE : current.firstNs;
        return Math.min(
                last, older.stream().mapToLong(segment -> segment.firstNs).min().orElse(last));
    }

    /** The newest time of this session's packets that are not gone; {@link Long#MIN_VALUE} without any. */
    long lastNs() {
        final long last = current == null ? Long.MIN_VALUE : current.lastNs;
        return Math.max(
                last, older.stream().mapToLong(segment -> segment.lastNs).max().orElse(last));
    }

    /** Packets of this session that are gone with their segments. */
    long retiredPackets() {
        return retiredPackets;
    }

    /** Removes the oldest segment but the one that is written; false when there is none, or a reader is at it. */
    boolean removeOldest() {
        if (older.isEmpty()) {
            return false;
        }
        // This session's own mapping of a segment it has just left.
        JournalQueues.releaseLeft();
        try {
            return removeOldest(OpenFiles.below(directory));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "no segment of the journal " + directory + " could be removed", e);
            return false;
        }
    }

    /** Whether there is but the segment that is written. */
    boolean isAlone() {
        return older.isEmpty();
    }

    private long olderBytes() {
        final SingleChronicleQueue open = queue;
        return open == null
                ? 0
                : older.stream().mapToLong(segment -> bytesOf(segment, open)).sum();
    }

    /** What a segment takes on disk; found out when it is first asked for. */
    private static long bytesOf(Segment segment, SingleChronicleQueue open) {
        if (segment.bytes < 0) {
            final ByteBuffer whole = JournalTimes.ofWhole(segment.file);
            segment.bytes = whole.limit() > 0
                    ? inPages(whole.getLong(JournalTimes.END_OFFSET))
                    : JournalSize.of(open, segment.cycle);
        }
        return segment.bytes;
    }

    private static long inPages(long end) {
        return (end + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
    }

    private void retire() {
        if (!isTooMuch()) {
            return;
        }
        try {
            final Set<String> open = OpenFiles.below(directory);
            while (isTooMuch() && removeOldest(open)) {
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            // The recording is worth more than the limit; the next segment tries again.
            LOG.log(System.Logger.Level.WARNING, "an old segment of the journal " + directory + " stays", e);
        }
    }

    private boolean isTooMuch() {
        final Segment oldest = older.peekFirst();
        return oldest != null
                && (older.size() >= keepFiles
                        || (keepBytes != Long.MAX_VALUE && olderBytes() > keepBytes - nextBytes)
                        || isTooOld(oldest));
    }

    private boolean isTooOld(Segment segment) {
        return keepMs > 0 && segment.file.lastModified() < System.currentTimeMillis() - keepMs;
    }

    private boolean removeOldest(Set<String> open) throws IOException {
        final Segment oldest = older.peekFirst();
        if (oldest == null) {
            return false;
        }
        if (Files.exists(oldest.file.toPath())
                && open.contains(oldest.file.toPath().toRealPath().toString())) {
            return false;
        }
        Files.deleteIfExists(JournalTimes.besides(oldest.file));
        Files.deleteIfExists(oldest.file.toPath());
        older.removeFirst();
        retiredPackets += oldest.packets;
        if (queue != null) {
            // Readers look up the first segment there.
            queue.refreshDirectoryListing();
        }
        return true;
    }
}
