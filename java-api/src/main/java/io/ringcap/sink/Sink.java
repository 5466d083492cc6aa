package io.ringcap.sink;

import io.ringcap.config.FileOptions;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A place where the packets of a session go: a description, immutable, that can serve any number of sessions one after the
 * other or at once. {@link Sinks} makes the ones that Ringcap has; an embedder may write others.
 */
public interface Sink {
    /** {@return the name in statistics and messages; the second sink of the same name in a session gets a number} */
    String name();

    /** {@return whether it keeps packets; a recording sink always holds the ring back rather than miss a block} */
    boolean isRecording();

    /** {@return what happens when it is too slow} */
    default Overflow overflow() {
        return Overflow.GATE;
    }

    /**
     * {@return how its files are cut, kept and compressed; null for one that leaves none, or does as the session's
     * configuration says}
     */
    default @Nullable FileOptions fileOptions() {
        return null;
    }

    /**
     * Prepares to write for one session: folders and files are made here, so that a session does not start that could
     * not be saved. Called on the worker's thread, before the source is opened.
     *
     * @param context what it may know of the session
     * @return the writer of this session alone
     * @throws IOException if a file or folder cannot be made: the session does not start
     */
    SinkWriter open(SinkContext context) throws IOException;

    /** What a slow sink does to its session. */
    enum Overflow {
        /** The ring waits for it; on a live source the kernel then drops packets, which are counted. */
        GATE,
        /** The ring goes on without it; it skips whole blocks, whose packets are counted. */
        SKIP
    }
}
