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
    PENDING,
    STARTING,
    RUNNING,
    /** The source stays open; what arrives is counted, not recorded. */
    PAUSED,
    STOPPING,
    COMPLETED,
    FAILED,
    CANCELLED;

    /** Whether nothing more will happen to the session. */
    public boolean isTerminal() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }

    /** Whether a session may go from this state to another one. */
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
