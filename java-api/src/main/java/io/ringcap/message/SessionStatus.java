package io.ringcap.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session as it stood at one moment.
 *
 * @param state where it is in its life
 * @param opVersion which start of this session it is, from 1
 * @param appliedConfigHash the hash of the configuration in force, 0 when it was given none
 * @param owner who it belongs to; null when it belongs to nobody in particular
 * @param elapsedSec seconds since it started, 0 before
 * @param remainingSec seconds until its duration is over; null without such a limit
 * @param stats its counters
 * @param files its finished files so far
 * @param effective what the capture really got; null before it started
 * @param failure why it failed; null when it did not
 */
public record SessionStatus(
        SessionId session,
        SessionState state,
        int opVersion,
        long appliedConfigHash,
        @Nullable String owner,
        double elapsedSec,
        @Nullable Double remainingSec,
        CaptureStats stats,
        List<CaptureFileInfo> files,
        @Nullable EffectiveSettings effective,
        @Nullable CaptureFailed failure) {
    public SessionStatus {
        files = List.copyOf(files);
    }
}
