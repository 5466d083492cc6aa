package io.ringcap.message;

import static java.util.Objects.requireNonNull;

/**
 * Which session a message is about.
 *
 * @param captureId the manager's small number
 * @param key the caller's own name for it; empty when none was given
 * @param sessionId {@code capture_<epoch millis>}, unique in its manager
 */
public record SessionId(long captureId, String key, String sessionId) {
    public SessionId {
        requireNonNull(key, "key");
        requireNonNull(sessionId, "sessionId");
    }
}
