package io.ringcap.sink;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Locale;
import net.openhft.chronicle.bytes.SyncMode;
import net.openhft.chronicle.core.io.BackgroundResourceReleaser;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.impl.single.TableStoreWriteLock;
import net.openhft.chronicle.queue.rollcycles.LegacyRollCycles;
import net.openhft.chronicle.threads.Pauser;
import net.openhft.chronicle.wire.Wires;
import org.jspecify.annotations.Nullable;

/** Opens and closes the Chronicle queue of a journal, the same way for writer and reader. Stateless; any thread. */
final class JournalQueues {
    /**
     * A mapping lasts for 256 blocks; a quarter of it more is mapped, and is the largest excerpt. Mapped pages cannot be
     * dropped from memory, so it is well below {@link WriteBehind#WINDOW_BYTES}.
     */
    private static final long MAPPING_BYTES = 64L << 20;

    /** What Chronicle waits for a file that another process is about to make, or that one died of making. */
    private static final long TIMEOUT_MS = 1_000;

    /** A reader comes again for a file that is about to be made, and need not wait. */
    private static final long READING_TIMEOUT_MS = 50;

    /** Of a journal in one piece: a file a day. */
    private static final RollCycle DAILY_CYCLE = RollCycles.FAST_DAILY;

    /**
     * Of a journal in segments. They are numbered by cycles that need not be the clock's, see {@link JournalClock}: even a
     * hundred a second leave names of four-digit years for as long as anybody captures.
     */
    private static final RollCycle SHORT_CYCLE = LegacyRollCycles.MINUTELY;

    private static final int MINUTES_A_DAY = 24 * 60;

    private static final DateTimeFormatter DAILY_NAMES = namesOf(DAILY_CYCLE);
    private static final DateTimeFormatter SHORT_NAMES = namesOf(SHORT_CYCLE);

    private static final String ENDS_NOTED_KEY = "normalisedEOFsTo";

    /** Chronicle's table says its cycle within its first bytes. */
    private static final int TABLE_HEAD_BYTES = 4096;

    private static final System.Logger LOG = System.getLogger("io.ringcap.sink");

    private JournalQueues() {}

    /**
     * The queue of the one writer; the folder's lock is held.
     *
     * @param isInSegments whether a new journal shall have more than one file a day; one that exists stays as it is
     */
    static SingleChronicleQueue forWriting(Path directory, JournalClock clock, boolean isInSegments)
            throws IOException {
        if (isHalfMade(directory)) {
            // Made before anything else, so nothing has been recorded yet.
            Files.delete(directory.resolve(JournalFolder.METADATA_FILE));
        }
        removeHalfMadeSegment(directory);
        setDamagedAside(directory);
        final RollCycle cycle = isMade(directory) ? rollCycle(directory) : isInSegments ? SHORT_CYCLE : DAILY_CYCLE;
        final SingleChronicleQueue queue = configured(SingleChronicleQueueBuilder.binary(directory), cycle)
                .timeProvider(clock)
                // Nobody else adds segments, and the journal's time moves by a cycle with each.
                .forceDirectoryListingRefreshIntervalMs(Long.MAX_VALUE)
                .build();
        try {
            breakLock(queue);
        } catch (RuntimeException | Error e) {
            close(queue);
            throw e;
        }
        return queue;
    }

    /** A queue that makes and changes no file; the folder holds a journal. */
    static SingleChronicleQueue forReading(Path directory) throws IOException {
        if (isHalfMade(directory)) {
            throw unreadable(directory, null);
        }
        try {
            return configured(new JournalReadQueue.JournalReadQueueBuilder(directory), rollCycle(directory))
                    .timeoutMS(READING_TIMEOUT_MS)
                    .build();
        } catch (IllegalStateException e) {
            BackgroundResourceReleaser.releasePendingResources();
            throw unreadable(directory, e);
        }
    }

    /**
     * All segments before a cycle have the mark at their end by which readers go on to the next. Chronicle notes that only
     * when a queue is opened, and would look at each of them then.
     */
    static void noteEndsBefore(SingleChronicleQueue queue, int cycle) {
        queue.tableStorePut(ENDS_NOTED_KEY, cycle - 1L);
    }

    /** Unmaps what this process has left, now instead of in a while. */
    static void releaseLeft() {
        BackgroundResourceReleaser.releasePendingResources();
    }

    /** Closes a queue and all that was made from it; its files are unmapped and closed when this returns. */
    static void close(SingleChronicleQueue queue) {
        // An interrupted thread would not wait for the thread that unmaps.
        final boolean isInterrupted = Thread.interrupted();
        try {
            queue.close();
            BackgroundResourceReleaser.releasePendingResources();
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static SingleChronicleQueueBuilder configured(SingleChronicleQueueBuilder builder, RollCycle cycle) {
        return builder.rollCycle(cycle)
                .blockSize(MAPPING_BYTES)
                .timeoutMS(TIMEOUT_MS)
                .syncMode(SyncMode.NONE);
    }

    /** Whether sessions of a day follow each other in one file. */
    static boolean isDaily(SingleChronicleQueue queue) {
        return queue.rollCycle() == DAILY_CYCLE;
    }

    /** The newest cycle that has a segment; when none has, that of the newest which was set aside; negative without any. */
    static int lastCycle(SingleChronicleQueue queue) {
        final int last = queue.lastCycle();
        return last >= 0
                ? last
                : new JournalRoute(queue)
                        .setAside().stream()
                                .mapToInt(JournalRoute.Stop::cycle)
                                .max()
                                .orElse(last);
    }

    /** The file of a cycle, whether it exists or not. */
    static File segment(SingleChronicleQueue queue, int cycle) {
        final Instant start =
                Instant.ofEpochMilli((long) cycle * queue.rollCycle().lengthInMillis());
        return new File(
                queue.file(), (isDaily(queue) ? DAILY_NAMES : SHORT_NAMES).format(start) + SingleChronicleQueue.SUFFIX);
    }

    /** The cycle of a segment, also of one that was set aside; -1 for a file of another name. */
    static int cycleOf(SingleChronicleQueue queue, Path file) {
        final String name = String.valueOf(file.getFileName());
        try {
            final TemporalAccessor start = (isDaily(queue) ? DAILY_NAMES : SHORT_NAMES)
                    .parse(name.substring(0, name.indexOf(SingleChronicleQueue.SUFFIX)));
            final long days = LocalDate.from(start).toEpochDay();
            return (int) (isDaily(queue) ? days : days * MINUTES_A_DAY + start.get(ChronoField.MINUTE_OF_DAY));
        } catch (DateTimeException e) {
            return -1;
        }
    }

    private static DateTimeFormatter namesOf(RollCycle cycle) {
        return DateTimeFormatter.ofPattern(cycle.format(), Locale.ROOT).withZone(ZoneOffset.UTC);
    }

    private static boolean isMade(Path directory) {
        return Files.exists(directory.resolve(JournalFolder.METADATA_FILE));
    }

    /** What the table says; Chronicle would find out too, but warn on the console that it is not what it was told. */
    private static RollCycle rollCycle(Path directory) throws IOException {
        final String head;
        try (InputStream table = Files.newInputStream(directory.resolve(JournalFolder.METADATA_FILE))) {
            head = new String(table.readNBytes(TABLE_HEAD_BYTES), StandardCharsets.ISO_8859_1);
        }
        return head.contains(DAILY_CYCLE.format()) ? DAILY_CYCLE : SHORT_CYCLE;
    }

    /**
     * Frees Chronicle's own write lock, which a killed writer has left behind. Chronicle does so only when no process of
     * that id lives; but in containers the next writer often has the id of the last one.
     */
    private static void breakLock(SingleChronicleQueue queue) {
        try (TableStoreWriteLock lock = new TableStoreWriteLock(queue.metaStore(), Pauser::balanced, 0L)) {
            if (lock.locked()) {
                lock.forceUnlock();
            }
        }
    }

    /** Whether a writer has begun to make Chronicle's table and not come to its end: it does so now, or was killed. */
    static boolean isHalfMade(Path directory) throws IOException {
        final Path metadata = directory.resolve(JournalFolder.METADATA_FILE);
        return Files.exists(metadata) && !isHeaderWhole(metadata);
    }

    /**
     * Removes the newest segment if its writer was killed while making it: nothing is in it, and Chronicle would wait for it.
     * The folder's lock is held.
     */
    static void removeHalfMadeSegment(Path directory) throws IOException {
        final List<Path> segments = JournalSegments.list(directory);
        if (!segments.isEmpty() && JournalSegmentHead.isHalfMade(segments.get(segments.size() - 1))) {
            Files.delete(segments.get(segments.size() - 1));
        }
    }

    /** Renames segments that Chronicle would wait for or fail at; they may hold packets. The folder's lock is held. */
    private static void setDamagedAside(Path directory) throws IOException {
        for (Path segment : JournalSegments.list(directory)) {
            final String damage = JournalSegmentHead.damage(segment);
            if (damage != null) {
                final Path aside = segment.resolveSibling(segment.getFileName() + JournalSegments.SET_ASIDE);
                Files.move(segment, aside);
                LOG.log(System.Logger.Level.WARNING, "{0} {1}; it is {2} from now on", segment, damage, aside);
            }
        }
    }

    private static boolean isHeaderWhole(Path path) throws IOException {
        final ByteBuffer header = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder());
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            return file.read(header, 0) == Integer.BYTES && Wires.isReady(header.getInt(0));
        }
    }

    private static IOException unreadable(Path directory, @Nullable Throwable cause) {
        return new IOException(
                "the journal " + directory
                        + " is not complete yet: its writer is just starting, in which case try again, "
                        + "or was killed before it recorded anything",
                cause);
    }
}
