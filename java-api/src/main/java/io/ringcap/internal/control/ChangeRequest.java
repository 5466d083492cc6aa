package io.ringcap.internal.control;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.ConfigSnapshot;
import io.ringcap.internal.ring.LimitChange;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.SessionStatus;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A change of a session that somebody asked for. Null means that it stays as it is.
 *
 * @param opVersion the caller's number for it; {@link Operations#UNVERSIONED} for the next one
 * @param filter the filter from then on, empty for everything
 * @param limits the limits from then on
 * @param config another configuration
 * @param answer completed with the status after it, or exceptionally when it was refused
 */
public record ChangeRequest(
        int opVersion,
        @Nullable String filter,
        @Nullable Limits limits,
        @Nullable ConfigSnapshot config,
        CompletableFuture<SessionStatus> answer) {

    /**
     * Where a session ends by itself, counted from its beginning; 0 for no end, null for what stays.
     *
     * @param isDurationMeant whether the duration is to change; null is no end then
     */
    public record Limits(
            boolean isDurationMeant,
            @Nullable Duration maxDuration,
            @Nullable Long maxPackets,
            @Nullable Long maxBytes) {}

    CaptureSpec appliedTo(CaptureSpec before) {
        final CaptureSpec.Builder after = before.toBuilder();
        if (filter != null) {
            after.filter(filter);
        }
        if (limits != null) {
            after.maxDuration(limits.isDurationMeant() ? limits.maxDuration() : before.maxDuration())
                    .maxPackets(limits.maxPackets() == null ? before.maxPackets() : limits.maxPackets())
                    .maxBytes(limits.maxBytes() == null ? before.maxBytes() : limits.maxBytes());
        }
        return after.build();
    }

    /**
     * The limits as a worker is to know them, which counts from its own beginning; after a restart that is not the session's. Null
     * when they stay.
     */
    @Nullable
    LimitChange limitsFor(Session session, ConfigSnapshot nowConfig, long capturedBeforeNs) {
        if (limits == null && config == null) {
            return null;
        }
        final CaptureSpec asked = EffectiveSpec.of(appliedTo(session.spec()), nowConfig);
        final CaptureStats before = session.earlierStats();
        final Duration duration = asked.maxDuration();
        return new LimitChange(
                duration == null ? null : duration.minusNanos(capturedBeforeNs),
                asked.maxPackets() == 0 ? 0 : Math.max(asked.maxPackets() - before.packets(), 1),
                asked.maxBytes() == 0 ? 0 : Math.max(asked.maxBytes() - before.bytes(), 1));
    }
}
