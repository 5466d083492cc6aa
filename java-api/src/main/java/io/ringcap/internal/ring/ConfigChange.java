package io.ringcap.internal.ring;

import org.jspecify.annotations.Nullable;

/**
 * What a running session shall do differently, all of it or nothing.
 *
 * @param version written into the header of every block that is filled under it; a session begins with 1
 * @param filter the new filter, empty for everything; null to leave it as it is
 * @param limits the new limits; null to leave them as they are
 */
public record ConfigChange(
        int version, @Nullable String filter, @Nullable LimitChange limits) {}
