package io.ringcap.sink;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a writer from removing the segment that a reader is in, and with it those behind it. Chronicle leaves a segment before it
 * has the next one open; what is held here is let go only when the next one is held, unless that cannot be opened. Writers of
 * other processes see the descriptor, those of this one {@link #ofThisProcess}. Confined to the reader's thread.
 */
final class JournalHold implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("io.ringcap.sink");

    /** Its own monitor: who looks sees a reader that moves on in the one place or the other. */
    private static final Set<Held> OF_THIS_PROCESS = new HashSet<>();

    private final SingleChronicleQueue queue;
    private @Nullable Held current;
    private @Nullable Held next;
    private boolean isClosed;

    /** An open segment; equal to itself only. */
    private static final class Held {
        private final int cycle;
        private final Path path;
        private final FileChannel file;

        private Held(int cycle, Path path, FileChannel file) {
            this.cycle = cycle;
            this.path = path;
            this.file = file;
        }
    }

    JournalHold(SingleChronicleQueue queue) {
        this.queue = queue;
    }

    /** Real paths of what readers of this process hold. Any thread. */
    static Set<String> ofThisProcess() {
        synchronized (OF_THIS_PROCESS) {
            return OF_THIS_PROCESS.stream().map(held -> held.path.toString()).collect(Collectors.toSet());
        }
    }

    /** Holds the segment of a cycle as well, if it is there. */
    void addNext(int cycle) {
        if (isClosed || isOf(current, cycle) || isOf(next, cycle)) {
            return;
        }
        letGo(next);
        next = null;
        final Path segment = JournalQueues.segment(queue, cycle).toPath();
        try {
            final Path path = segment.toRealPath();
            final Held held = new Held(cycle, path, FileChannel.open(path, StandardOpenOption.READ));
            synchronized (OF_THIS_PROCESS) {
                OF_THIS_PROCESS.add(held);
            }
            next = held;
        } catch (NoSuchFileException e) {
            // Then there is nothing to keep.
            return;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "a writer may remove " + segment + " while it is read", e);
        }
    }

    /** The reader is in the segment of this cycle; negative: in none. */
    void moveTo(int cycle) {
        if (isOf(current, cycle)) {
            letGo(next);
            next = null;
            return;
        }
        if (cycle >= 0) {
            addNext(cycle);
        }
        final Held left = current;
        current = isOf(next, cycle) ? next : null;
        if (current == null) {
            letGo(next);
        }
        next = null;
        letGo(left);
    }

    @Override
    public void close() {
        isClosed = true;
        moveTo(-1);
    }

    private static boolean isOf(@Nullable Held held, int cycle) {
        return held != null && held.cycle == cycle;
    }

    private static void letGo(@Nullable Held held) {
        if (held == null) {
            return;
        }
        synchronized (OF_THIS_PROCESS) {
            OF_THIS_PROCESS.remove(held);
        }
        try {
            held.file.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "a descriptor of {0} was not closed cleanly: {1}", held.path, e);
        }
    }
}
