package io.ringcap.sink;

import io.ringcap.internal.pcap.FilePages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the page cache behind one growing file small: what the writer has left behind is sent to the disk at once, and dropped
 * from memory some way further back. {@link #reached} and {@link #close} are for the writer's thread and never wait;
 * {@link #step} and {@link #release} are for {@link WriteBehindThread}.
 *
 * <p>Design note: a recording left to the kernel piles up gigabytes of dirty pages, pushes the files of its host's own services
 * out of memory, and takes fresh pages all the time, which on virtual machines the host must back first. With this the pages
 * that were just dropped are those that are filled next. On a disk that is slower than the traffic it falls behind, and the
 * page cache takes the burst as it would without.
 */
final class WriteBehind implements AutoCloseable {
    /** The last so many bytes stay in memory, for readers that follow and for what the writer still has mapped. */
    static final long WINDOW_BYTES = 128L << 20;

    /** Sent and dropped at a time: large enough for whole requests to the disk, and for one wake-up to be nothing. */
    private static final long STEP_BYTES = 8L << 20;

    private static final System.Logger LOG = System.getLogger("io.ringcap.sink");

    private final Path path;
    private final AtomicLong reached = new AtomicLong();
    private volatile boolean isClosed;

    // The writer's.
    private boolean isFollowed;
    private long nextStep;

    // The thread's, from when it follows.
    private @Nullable FilePages pages;
    private long sent;
    private long dropped;

    /**
     * Takes no resource until the file has grown by a step.
     *
     * @param from where the writer begins
     */
    WriteBehind(Path path, long from) {
        this.path = path;
        sent = from / STEP_BYTES * STEP_BYTES;
        dropped = sent;
        nextStep = FilePages.areSteerable() ? sent + STEP_BYTES : Long.MAX_VALUE;
    }

    /** For a file whose pages are to stay where they are. */
    static WriteBehind none(Path path) {
        final WriteBehind none = new WriteBehind(path, 0);
        none.nextStep = Long.MAX_VALUE;
        return none;
    }

    /** Says up to where the file has been written. */
    void reached(long position) {
        if (position < nextStep) {
            return;
        }
        nextStep = position / STEP_BYTES * STEP_BYTES + STEP_BYTES;
        reached.setRelease(position);
        if (isFollowed) {
            WriteBehindThread.wake();
        } else {
            isFollowed = true;
            WriteBehindThread.follow(this);
        }
    }

    /** The writer is done with the file; what has not been sent is left to the kernel. */
    @Override
    public void close() {
        nextStep = Long.MAX_VALUE;
        isClosed = true;
        if (isFollowed) {
            WriteBehindThread.wake();
        }
    }

    boolean isClosed() {
        return isClosed;
    }

    /** Does one step's work if there is any, and says whether there was. */
    boolean step() throws IOException {
        if (sent + STEP_BYTES > reached.getAcquire()) {
            return false;
        }
        FilePages open = pages;
        if (open == null) {
            open = FilePages.open(path);
            pages = open;
        }
        open.send(sent, STEP_BYTES);
        sent += STEP_BYTES;
        if (sent - dropped > WINDOW_BYTES) {
            open.drop(dropped, STEP_BYTES);
            dropped += STEP_BYTES;
        }
        return true;
    }

    /** Gives back what {@link #step} has opened. */
    void release(@Nullable Throwable failure) {
        // A file that was closed before its first step may have its final name by now.
        if (failure != null && !(isClosed && pages == null)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the page cache of " + path + " is left to the system from byte " + dropped + " on",
                    failure);
        }
        final FilePages open = pages;
        pages = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "a descriptor of {0} was not closed cleanly: {1}", path, e);
            }
        }
    }
}
