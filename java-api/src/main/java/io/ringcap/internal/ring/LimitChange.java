package io.ringcap.internal.ring;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The limits of a running session, all three, each counted from the session's beginning. Time in which the session is paused
 * does not count.
 *
 * @param maxDuration null for none
 * @param maxPackets 0 for none
 * @param maxBytes 0 for none
 */
public record LimitChange(@Nullable Duration maxDuration, long maxPackets, long maxBytes) {}
