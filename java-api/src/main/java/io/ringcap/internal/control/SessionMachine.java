package io.ringcap.internal.control;

import io.ringcap.message.SessionState;
import org.jspecify.annotations.Nullable;

/** The state of one session. Written by the manager's thread through its one method; read by any. */
final class SessionMachine {
    private static final System.Logger LOG = System.getLogger(SessionMachine.class.getName());

    private final String sessionId;
    private volatile SessionState state = SessionState.PENDING;

    SessionMachine(String sessionId) {
        this.sessionId = sessionId;
    }

    SessionState state() {
        return state;
    }

    /**
     * Goes to the next state, for a reason.
     *
     * @throws IllegalStateException if the protocol has no such step
     */
    void state(SessionState next, @Nullable String reason) {
        final SessionState before = state;
        if (!before.canBecome(next)) {
            throw new IllegalStateException(
                    sessionId + " cannot go from " + before + " to " + next + " (" + reason + ")");
        }
        LOG.log(System.Logger.Level.DEBUG, "{0}: {1} -> {2} ({3})", sessionId, before, next, reason);
        state = next;
    }
}
