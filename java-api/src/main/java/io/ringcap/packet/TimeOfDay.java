package io.ringcap.packet;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * Writes the time of day of packets. The zone's rules are asked once for each stretch of time in which its offset stays the same,
 * so that nothing is allocated for a packet. Confined to one thread.
 */
final class TimeOfDay {
    private static final int NANOS_PER_SECOND = 1_000_000_000;
    private static final int SECONDS_PER_DAY = 86_400;

    private final ZoneRules rules;
    private long offsetSeconds;

    /** The offset holds from the first of these seconds on until the other; at first for none. */
    private long validFrom;

    private long validUntil;

    TimeOfDay(ZoneId zone) {
        rules = zone.getRules();
    }

    /** Appends hours, minutes, seconds and nanoseconds. */
    void append(StringBuilder into, long timestampNs) {
        final long second = Math.floorDiv(timestampNs, NANOS_PER_SECOND);
        if (second < validFrom || second >= validUntil) {
            lookUp(second);
        }
        final int secondOfDay = Math.floorMod(second + offsetSeconds, SECONDS_PER_DAY);
        appendTwoDigits(into, secondOfDay / 3600).append(':');
        appendTwoDigits(into, secondOfDay / 60 % 60).append(':');
        appendTwoDigits(into, secondOfDay % 60).append('.');
        final int nanos = Math.floorMod(timestampNs, NANOS_PER_SECOND);
        for (int digit = NANOS_PER_SECOND / 10; digit > 0; digit /= 10) {
            into.append((char) ('0' + nanos / digit % 10));
        }
    }

    private static StringBuilder appendTwoDigits(StringBuilder into, int number) {
        return into.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    private void lookUp(long second) {
        final Instant instant = Instant.ofEpochSecond(second);
        // A transition at this very second counts as a previous one: its offset is in force.
        final ZoneOffsetTransition before = rules.previousTransition(instant.plusSeconds(1));
        final ZoneOffsetTransition after = rules.nextTransition(instant);
        offsetSeconds = rules.getOffset(instant).getTotalSeconds();
        validFrom = before == null ? Long.MIN_VALUE : before.toEpochSecond();
        validUntil = after == null ? Long.MAX_VALUE : after.toEpochSecond();
    }
}
