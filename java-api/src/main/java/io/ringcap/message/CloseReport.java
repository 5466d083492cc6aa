package io.ringcap.message;

import java.util.List;

/**
 * What closing a manager came to.
 *
 * @param durationMs how long it took
 * @param stoppedSessions sessions that ran and were ended in good order
 * @param failedSessions sessions that ran and could not be
 * @param releasedSessions workers of which everything was given back, since the manager was opened
 * @param unreleased what was not, with who holds it; it is tried again until it is
 */
public record CloseReport(
        double durationMs, int stoppedSessions, int failedSessions, long releasedSessions, List<String> unreleased) {
    public CloseReport {
        unreleased = List.copyOf(unreleased);
    }
}
