package io.ringcap.message;

/**
 * One owner of sessions, as it stood at one moment.
 *
 * @param name what it was asked for by
 * @param createdTsUsec when it was first asked for, in microseconds
 * @param lastAccessedTsUsec when it was last used
 * @param messageCount messages told about its sessions so far
 * @param activeSessions its sessions that have not ended
 */
public record OwnerInfo(
        String name, long createdTsUsec, long lastAccessedTsUsec, long messageCount, int activeSessions) {}
