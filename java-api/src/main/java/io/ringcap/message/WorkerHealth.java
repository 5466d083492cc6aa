package io.ringcap.message;

/**
 * One worker, as it stood at one moment.
 *
 * @param lastHeartbeatTsUsec when it last gave a sign of life, in microseconds
 * @param thread its thread's name
 */
public record WorkerHealth(SessionId session, SessionState state, long lastHeartbeatTsUsec, String thread) {}
