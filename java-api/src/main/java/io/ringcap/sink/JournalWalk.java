package io.ringcap.sink;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.TailerState;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;

/**
 * Leads a reader from one excerpt to the next and from segment to segment, past those that cannot be read. Chronicle would
 * stay for ever before such a one, behind one that has lost its end, and where a killed writer's table speaks of one that is
 * gone. Confined to the reader's thread.
 */
final class JournalWalk implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("io.ringcap.sink");

    /** Of the segments that are missing in one place; each is looked for. */
    private static final int MOST_COUNTED = 1_000;

    private final SingleChronicleQueue queue;
    private final ExcerptTailer tailer;
    private final JournalRoute route;
    private final JournalHold hold;

    /** Made once: a block costs no object. */
    private final Callable<?> reading = this::read;

    private @Nullable DocumentContext next;

    /** Of the segment that was reached; -1 before the first. */
    private int cycle = -1;

    /** Where the last look at the folder found nothing. */
    private int endCycle = -1;

    private boolean isPlaced;

    /** The segment that was reached cannot be read, or no further. */
    private boolean isLost;

    private long lastIndex;
    private @Nullable Exception failure;

    JournalWalk(SingleChronicleQueue queue) {
        this.queue = queue;
        tailer = queue.createTailer();
        tailer.singleThreadedCheckDisabled(true);
        route = new JournalRoute(queue);
        hold = new JournalHold(queue);
    }

    /**
     * Hands over the next excerpt that is whole.
     *
     * @return false when there is none yet
     * @throws IllegalStateException if a segment cannot be read that was not told of before; the next call goes on behind it
     */
    boolean next(Consumer<DocumentContext> reader) {
        return isRead(reader) || isReadElsewhere(reader);
    }

    /** The number of the excerpt that Chronicle reads next, as far as it knows. */
    long nextIndex() {
        return tailer.index();
    }

    /** The number that comes behind all that are there; that of the next segment when the last one cannot be read. */
    long endIndex() {
        try (JournalWalk end = new JournalWalk(queue)) {
            end.toEnd();
            return end.isLost ? queue.rollCycle().toIndex(queue.lastCycle() + 1, 0) : end.nextIndex();
        }
    }

    /** Whether there is a place from which something may be passed over. */
    boolean isPlaced() {
        return isPlaced && !isLost;
    }

    /** Segments that could not be read since the beginning. */
    List<DamagedSegment> damaged() {
        return route.damaged();
    }

    void toStart() {
        route.forget();
        isPlaced = false;
        cycle = -1;
        endCycle = -1;
        hold.moveTo(cycle);
    }

    void toEnd() {
        toStart();
        reach(Math.max(-1, queue.lastCycle()), Long.MAX_VALUE);
        isLost = !isDone(tailer::toEnd);
    }

    /** Lets {@link #next} hand over the excerpt of that number; false when there is none. */
    boolean moveTo(long index) {
        final boolean[] isThere = new boolean[1];
        final int target = queue.rollCycle().toCycle(index);
        hold.addNext(target);
        if (!isDone(() -> isThere[0] = tailer.moveToIndex(index)) || !isThere[0]) {
            hold.moveTo(cycle);
            return false;
        }
        reach(target, index - 1);
        hold.moveTo(target);
        return true;
    }

    @Override
    public void close() {
        try (hold) {
            tailer.close();
        }
    }

    private boolean isRead(Consumer<DocumentContext> reader) {
        if (!isPlaced()) {
            return false;
        }
        next = null;
        isDone(reading);
        final int target;
        try (DocumentContext excerpt = next) {
            if (excerpt == null || !excerpt.isPresent()) {
                return false;
            }
            target = queue.rollCycle().toCycle(excerpt.index());
            if (!isHole(target)) {
                reach(target, excerpt.index());
                reader.accept(excerpt);
                return true;
            }
            // What stands behind a hole is handed over when that has been told.
            excerpt.rollbackOnClose();
        }
        hold.addNext(target);
        tellOfHole(target);
        reach(target, tailer.index() - 1);
        return isRead(reader);
    }

    private DocumentContext read() {
        final DocumentContext read = tailer.readingDocument();
        next = read;
        return read;
    }

    /** Looks at the folder, but not at each call at the journal's end. */
    private boolean isReadElsewhere(Consumer<DocumentContext> reader) {
        if (isPlaced() && cycle == endCycle && queue.lastCycle() <= cycle) {
            return false;
        }
        if (!isPlaced) {
            tellOfSetAside();
        }
        // A writer sets a damaged one aside, and may go on with another of that name.
        final List<JournalRoute.Stop> stops = route.behind(isLost ? cycle - 1 : cycle);
        for (JournalRoute.Stop stop : stops) {
            final boolean isLast = stop.equals(stops.get(stops.size() - 1));
            if (isLast && JournalSegmentHead.isHalfMade(stop.path())) {
                return false;
            }
            final String damage = JournalSegmentHead.damage(stop.path());
            if (damage != null) {
                passBy(stop, damage);
                continue;
            }
            // The next segment is begun when nothing more comes in this one; until then something may have come.
            if (isRead(reader)) {
                return true;
            }
            tellIfCut(isMoreIndexed(), true);
            tellOfHole(stop.cycle());
            if (moveTo(queue.rollCycle().toIndex(stop.cycle(), 0))) {
                return isRead(reader);
            }
            if (isLast) {
                // Its first excerpt is still to come, or never will.
                return false;
            }
            if (Files.notExists(stop.path())) {
                // Removed since the look at the folder.
                continue;
            }
            passBy(stop, JournalSegmentHead.isHollow(stop.path()) ? null : "has lost its first blocks");
        }
        endCycle = cycle;
        // Its index is completed behind the last block: what it speaks of may have come since this was last read.
        final boolean isMoreIndexed = isMoreIndexed();
        if (isMoreIndexed && isRead(reader)) {
            return true;
        }
        tellIfCut(isMoreIndexed, false);
        return false;
    }

    /** Whether the segment's index, which is complete, speaks of more than was read. */
    private boolean isMoreIndexed() {
        if (!isPlaced() || cycle < 0) {
            return false;
        }
        final ByteBuffer whole = JournalTimes.ofWhole(JournalQueues.segment(queue, cycle));
        return whole.limit() > 0 && whole.getLong(JournalTimes.LAST_INDEX_OFFSET) > lastIndex;
    }

    private void tellOfSetAside() {
        for (JournalRoute.Stop stop : route.setAside()) {
            tell(stop.path(), "was set aside by a writer that could not read it");
        }
    }

    /** Whether segments are missing between the one that was reached and another. A file a day is not made on each day. */
    private boolean isHole(int nextCycle) {
        return cycle >= 0 && nextCycle > cycle + 1 && !JournalQueues.isDaily(queue);
    }

    /** One that a killed writer has begun and left empty is there, and nothing is missing. */
    private void tellOfHole(int nextCycle) {
        if (!isHole(nextCycle)) {
            return;
        }
        tellOfSetAside();
        final Set<Integer> setAside =
                route.setAside().stream().map(JournalRoute.Stop::cycle).collect(Collectors.toSet());
        Path first = null;
        int missing = 0;
        for (int each = cycle + 1; each < nextCycle && missing < MOST_COUNTED; each++) {
            final Path segment = JournalQueues.segment(queue, each).toPath();
            if (!setAside.contains(each) && Files.notExists(segment)) {
                first = first == null ? segment : first;
                missing++;
            }
        }
        if (first != null) {
            final String others = (missing < MOST_COUNTED ? "" : "at least ") + (missing - 1);
            tell(first, missing == 1 ? "is missing" : "and " + others + " more behind it are missing");
        }
    }

    private void passBy(JournalRoute.Stop stop, @Nullable String damage) {
        if (stop.cycle() <= queue.lastCycle()) {
            tellIfCut(isMoreIndexed(), true);
            tellOfHole(stop.cycle());
            reach(stop.cycle(), Long.MAX_VALUE);
            isLost = true;
        }
        if (damage != null) {
            tell(stop.path(), damage);
        }
    }

    /** Tells if there should be more in the segment that was read last. */
    private void tellIfCut(boolean isMoreIndexed, boolean isAnotherBehind) {
        if (!isPlaced() || cycle < 0 || !isWithin()) {
            return;
        }
        final Path segment = JournalQueues.segment(queue, cycle).toPath();
        final Exception why = failure;
        if (why != null) {
            isLost = true;
            tell(segment, "cannot be read any further: " + why);
        }
        if (isMoreIndexed) {
            tell(segment, "has lost the blocks at its end");
        } else if (isAnotherBehind) {
            tell(segment, "has lost its end, and perhaps blocks before it");
        }
    }

    private void tell(Path segment, String cause) {
        final DamagedSegment found = new DamagedSegment(segment, cause);
        if (route.isNews(found)) {
            throw new IllegalStateException(found.toString());
        }
    }

    private void reach(int reached, long index) {
        if (reached != cycle) {
            hold.moveTo(reached);
        }
        cycle = reached;
        lastIndex = index;
        isPlaced = true;
        isLost = false;
        failure = null;
    }

    /** Whether Chronicle did it; at a damaged file it throws what happens to come of it. */
    private boolean isDone(Callable<?> step) {
        try {
            step.call();
            return true;
        } catch (Exception e) {
            failed(e);
        } catch (InternalError e) {
            // A page of the file is not there: somebody has cut it.
            failed(new IllegalStateException("a part of it is not there", e));
        }
        return false;
    }

    private void failed(Exception why) {
        LOG.log(System.Logger.Level.DEBUG, "a segment of the journal " + queue.file() + " could not be read", why);
        // Else it is the next one that could not be opened, which is looked at by itself.
        if (isWithin()) {
            failure = why;
        }
    }

    /** Whether Chronicle is in the segment that was reached, neither at its end nor waiting in the next. */
    private boolean isWithin() {
        return tailer.state() == TailerState.FOUND_IN_CYCLE && tailer.cycle() == cycle;
    }
}
