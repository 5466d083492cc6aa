package io.ringcap.internal.ring;

import org.jspecify.annotations.Nullable;

/**
 * What a worker is to do otherwise from its next block on.
 *
 * @param version what these blocks say in their header
 * @param filter the filter, empty for everything; null when it stays
 * @param limits where it ends; null when that stays
 */
public record ConfigChange(
        int version, @Nullable String filter, @Nullable LimitChange limits) {}
