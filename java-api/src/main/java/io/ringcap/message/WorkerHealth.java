package io.ringcap.message;

/**
 * How the worker of one active session is.
 *
 * @param lastHeartbeatTsUsec when it last gave a sign of life, 0 before the first one
 * @param thread the name of its thread
 */
public record WorkerHealth(SessionId session, SessionState state, long lastHeartbeatTsUsec, String thread) {}
