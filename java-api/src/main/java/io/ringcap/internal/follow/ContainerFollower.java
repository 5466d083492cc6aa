package io.ringcap.internal.follow;

import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import java.util.concurrent.TimeUnit;

/** Looks whether a container still runs: whether any process is left in its control group. */
final class ContainerFollower implements Follower {
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(200);

    private final ContainerFinder finder;
    private final String id;

    /** The process that is looked at first: while it is there, the others need not be asked. */
    private int witness;

    ContainerFollower(ContainerFinder finder, ContainerFinder.Container container) {
        this.finder = finder;
        this.id = container.id();
        this.witness = container.pids().get(0);
    }

    /** All that its interfaces see is its own. */
    @Override
    public String expression() {
        return "";
    }

    @Override
    public void look() {
        if (!finder.isIn(witness, id)) {
            witness = finder.pids(id).stream()
                    .findFirst()
                    .orElseThrow(() -> new CaptureException(
                            ErrorCode.RUN_PROCESS_DIED,
                            "container " + id + " ended; what was captured is saved, start again when it runs"));
        }
    }

    @Override
    public long pauseNs() {
        return PAUSE_NS;
    }

    @Override
    public void close() {}
}
