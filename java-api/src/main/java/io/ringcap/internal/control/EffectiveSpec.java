package io.ringcap.internal.control;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.ConfigSnapshot;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.FinishReason;
import io.ringcap.packet.BlockLayout;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a worker is to do, out of what was asked for, what the configuration says, and what is done already. Stateless. */
final class EffectiveSpec {
    private EffectiveSpec() {}

    /** A limit in the specification goes before the snapshot's. */
    static CaptureSpec of(CaptureSpec asked, ConfigSnapshot config) {
        final Duration duration = asked.maxDuration() != null || config.maxDurationSec() == 0
                ? asked.maxDuration()
                : Duration.ofSeconds(config.maxDurationSec());
        return asked.toBuilder()
                .snaplen(asked.snaplen() == BlockLayout.MAX_SNAPLEN ? config.snaplen() : asked.snaplen())
                .maxDuration(duration)
                .maxPackets(asked.maxPackets() == 0 ? config.maxPackets() : asked.maxPackets())
                .maxBytes(asked.maxBytes() == 0 ? config.maxBytes() : asked.maxBytes())
                .build();
    }

    /** The limit that is used up already; null when none is. */
    static @Nullable FinishReason reached(CaptureSpec spec, CaptureStats done, long capturedNs) {
        if (spec.maxPackets() > 0 && done.packets() >= spec.maxPackets()) {
            return FinishReason.PACKETS;
        }
        if (spec.maxBytes() > 0 && done.bytes() >= spec.maxBytes()) {
            return FinishReason.BYTES;
        }
        final Duration duration = spec.maxDuration();
        return duration != null && duration.toNanos() <= capturedNs ? FinishReason.DURATION : null;
    }

    /** What is left for a worker that goes on after others, when no limit is reached. */
    static CaptureSpec rest(CaptureSpec spec, CaptureStats done, long capturedNs) {
        final Duration duration =
                spec.maxDuration() == null ? null : spec.maxDuration().minusNanos(capturedNs);
        final long packets = spec.maxPackets() - done.packets();
        final long bytes = spec.maxBytes() - done.bytes();
        return spec.toBuilder()
                .maxDuration(duration)
                .maxPackets(spec.maxPackets() == 0 ? 0 : packets)
                .maxBytes(spec.maxBytes() == 0 ? 0 : bytes)
                .build();
    }
}
