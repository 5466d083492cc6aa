package io.ringcap.message;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a manager is.
 *
 * @param state running, closing or closed
 * @param threads Ringcap's threads in this JVM
 * @param openFds open file descriptors of this process; -1 where they cannot be counted
 * @param nativeBytes memory of all rings in this JVM
 * @param mailboxDepths what waits, by who it waits for
 * @param cleanerHeartbeatTsUsec when the cleaner last gave a sign of life, in microseconds
 * @param ignoredOperations starts and changes that had been done before, or were overtaken
 * @param unreleased what ended sessions still hold
 */
public record ManagerHealth(
        long tsUsec,
        String state,
        int activeSessions,
        int endedSessions,
        List<String> owners,
        int threads,
        long openFds,
        long nativeBytes,
        Map<String, Integer> mailboxDepths,
        List<WorkerHealth> workers,
        long cleanerHeartbeatTsUsec,
        long listenerFailures,
        long ignoredOperations,
        List<String> unreleased) {
    public ManagerHealth {
        owners = List.copyOf(owners);
        mailboxDepths = Collections.unmodifiableMap(new LinkedHashMap<>(mailboxDepths));
        workers = List.copyOf(workers);
        unreleased = List.copyOf(unreleased);
    }
}
