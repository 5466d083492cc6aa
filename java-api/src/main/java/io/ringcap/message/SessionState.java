package io.ringcap.message;

/** Where a session is in its life. */
public enum SessionState {
    PENDING,
    STARTING,
    RUNNING,
    /** The handle stays open; what arrives is counted and not recorded. */
    PAUSED,
    STOPPING,
    COMPLETED,
    FAILED,
    CANCELLED;

    /** Whether nothing more will happen to the session. */
    public boolean isTerminal() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }

    /**
     * Whether a session may go from this state to another one. From RUNNING and PAUSED back to STARTING goes a session whose
     * capture broke off and is started again.
     */
    public boolean canBecome(SessionState next) {
        return switch (this) {
            case PENDING -> next == STARTING || next == FAILED || next == CANCELLED;
            case STARTING ->
                next == RUNNING || next == STARTING || next == STOPPING || next == FAILED || next == CANCELLED;
            case RUNNING ->
                next == PAUSED
                        || next == STARTING
                        || next == STOPPING
                        || next == COMPLETED
                        || next == FAILED
                        || next == CANCELLED;
            case PAUSED ->
                next == RUNNING
                        || next == STARTING
                        || next == STOPPING
                        || next == COMPLETED
                        || next == FAILED
                        || next == CANCELLED;
            case STOPPING -> next == COMPLETED || next == FAILED || next == CANCELLED;
            case COMPLETED, FAILED, CANCELLED -> false;
        };
    }
}
