package io.ringcap.sink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;

/**
 * Tells a reader which segments there are on disk, and keeps what is wrong with some. Chronicle's table says less: a killed
 * writer may have left it speaking of a segment that is gone. Confined to the reader's thread.
 */
final class JournalRoute {
    private final SingleChronicleQueue queue;
    private final Map<Path, DamagedSegment> damaged = new LinkedHashMap<>();

    /** A segment on disk. */
    record Stop(int cycle, Path path) {}

    JournalRoute(SingleChronicleQueue queue) {
        this.queue = queue;
    }

    /** Segments behind the one of a cycle, in order. */
    List<Stop> behind(int cycle) {
        return list("*" + SingleChronicleQueue.SUFFIX).stream()
                .filter(stop -> stop.cycle() > cycle)
                .toList();
    }

    /** Segments that a writer found damaged and renamed, in order. */
    List<Stop> setAside() {
        return list("*" + SingleChronicleQueue.SUFFIX + JournalSegments.SET_ASIDE);
    }

    private List<Stop> list(String glob) {
        final List<Stop> stops = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(queue.file().toPath(), glob)) {
            for (Path file : files) {
                final int cycle = JournalQueues.cycleOf(queue, file);
                if (cycle >= 0) {
                    stops.add(new Stop(cycle, file));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw unreadable(e.getCause());
        } catch (IOException e) {
            throw unreadable(e);
        }
        stops.sort(Comparator.comparingInt(Stop::cycle));
        return stops;
    }

    private static UncheckedIOException unreadable(IOException e) {
        return new UncheckedIOException("the folder of the journal cannot be read: " + e.getMessage(), e);
    }

    /** Keeps what is wrong with a segment; says whether that is news. */
    boolean isNews(DamagedSegment found) {
        return damaged.putIfAbsent(found.segment(), found) == null;
    }

    /** What was found, in the order of the journal's reading. */
    List<DamagedSegment> damaged() {
        return List.copyOf(damaged.values());
    }

    /** Reading begins again. */
    void forget() {
        damaged.clear();
    }
}
