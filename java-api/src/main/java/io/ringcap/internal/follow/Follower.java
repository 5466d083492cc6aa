package io.ringcap.internal.follow;

import io.ringcap.message.PartFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks what has become of a target. Made on the worker's thread, then used and closed by the target's own. */
interface Follower extends AutoCloseable {
    /** The expression that matches the target at this moment, without what the user asks for beside it; empty for all. */
    String expression();

    /**
     * Looks again.
     *
     * @throws io.ringcap.message.CaptureException RUN_PROCESS_DIED when the target is gone; another code when it cannot be looked at
     *     any more
     */
    void look();

    /** Whose sockets talk to whom, where that is looked at; null elsewhere. */
    default @Nullable FlowTable flows() {
        return null;
    }

    /** What cannot be followed at this moment, though the capture goes on. Any thread. */
    default List<PartFailure> failures() {
        return List.of();
    }

    /** How long until it should be looked at again. */
    long pauseNs();

    @Override
    void close();
}
