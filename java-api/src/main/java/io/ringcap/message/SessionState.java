package io.ringcap.message;

/**
 * Where a session is in its life.
 *
 * <pre>
 * from       to
 * PENDING    STARTING, FAILED, CANCELLED
 * STARTING   RUNNING, STOPPING, FAILED, CANCELLED
 * RUNNING    PAUSED, STOPPING, COMPLETED, FAILED, CANCELLED; STARTING when a restart policy starts it again
 * PAUSED     RUNNING, STOPPING, COMPLETED, FAILED, CANCELLED; STARTING when a restart policy starts it again
 * STOPPING   COMPLETED, FAILED, CANCELLED
 * COMPLETED, FAILED, CANCELLED   nothing
 * </pre>
 */
public enum SessionState {
    /** Accepted; it waits for another session's end, or for its worker. */
    PENDING,
    /** The source and the sinks are being opened. */
    STARTING,
    /** It captures. */
    RUNNING,
    /** The source stays open; what arrives is counted, not recorded. */
    PAUSED,
    /** It takes what has arrived, and completes its files. */
    STOPPING,
    /** It has ended as it should. */
    COMPLETED,
    /** It could not start, or broke off. */
    FAILED,
    /** It was ended at once, without what was still in the kernel. */
    CANCELLED;

    /** {@return whether nothing more will happen to the session} */
    public boolean isTerminal() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }

    /**
     * {@return whether a session may go from this state to another one}
     *
     * @param next the other state
     */
    public boolean canBecome(SessionState next) {
        return switch (this) {
            case PENDING -> next == STARTING || next == FAILED || next == CANCELLED;
            case STARTING -> next == RUNNING || next == STOPPING || next == FAILED || next == CANCELLED;
            case RUNNING -> next == PAUSED || next == STARTING || next == STOPPING || next.isTerminal();
            case PAUSED -> next == RUNNING || next == STARTING || next == STOPPING || next.isTerminal();
            case STOPPING -> next.isTerminal();
            case COMPLETED, FAILED, CANCELLED -> false;
        };
    }
}
