package io.ringcap.message;

/** Where a session is in its life. */
public enum SessionState {
    PENDING,
    STARTING,
    RUNNING,
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
            case RUNNING -> next == STOPPING || next == COMPLETED || next == FAILED || next == CANCELLED;
            case STOPPING -> next == COMPLETED || next == FAILED || next == CANCELLED;
            case COMPLETED, FAILED, CANCELLED -> false;
        };
    }
}
