package io.ringcap.message;

import java.util.Map;

/**
 * What a manager has seen since it was opened, over all its sessions: those that run, those that ended, and those that are forgotten.
 * None of the numbers goes back, but those of {@code live}. Immutable.
 *
 * @param live how many sessions are in each state now; a state without any is absent
 * @param ended how many have ended in each state
 * @param failures how many have failed, by why
 * @param counters the packets of all of them
 * @param files files that were published
 * @param fileBytes the bytes those had
 */
public record CaptureTotals(
        Map<SessionState, Long> live,
        Map<SessionState, Long> ended,
        Map<ErrorCode, Long> failures,
        PacketTotals counters,
        long files,
        long fileBytes) {

    public CaptureTotals {
        live = Map.copyOf(live);
        ended = Map.copyOf(ended);
        failures = Map.copyOf(failures);
    }
}
