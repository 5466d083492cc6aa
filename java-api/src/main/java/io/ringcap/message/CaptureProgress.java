package io.ringcap.message;

import org.jspecify.annotations.Nullable;

/**
 * How far the session has come.
 *
 * @param elapsedSec seconds since it started
 * @param remainingSec seconds until its duration is over; null without such a limit
 */
public record CaptureProgress(
        long tsUsec,
        SessionId session,
        CaptureStats stats,
        double elapsedSec,
        @Nullable Double remainingSec) implements CaptureMessage {

    @Override
    public OpCode opCode() {
        return OpCode.CAPTURE_PROGRESS;
    }

    @Override
    public void accept(Visitor visitor) {
        visitor.onProgress(this);
    }
}
