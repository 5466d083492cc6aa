package io.ringcap.internal.ring;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a worker ends by itself from now on, counted from its beginning; null and 0 for no end.
 *
 * @param maxDuration time of capture, without pauses
 * @param maxPackets packets taken
 * @param maxBytes captured bytes taken; the packet that passes the mark is the last one
 */
public record LimitChange(@Nullable Duration maxDuration, long maxPackets, long maxBytes) {}
