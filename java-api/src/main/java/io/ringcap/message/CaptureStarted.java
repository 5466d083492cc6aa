package io.ringcap.message;

import org.jspecify.annotations.Nullable;

/**
 * The session captures: every packet that matches from now on is recorded or counted as lost.
 *
 * @param opVersion which start of this session it is, from 1
 * @param workerId the name of the thread that captures
 * @param capturePid the process that captures
 * @param startTsUsec when the source was open
 * @param appliedConfigHash the hash of the configuration it runs with, 0 when it was given none
 * @param outputFile the folder that the first recording sink writes to; null when nothing is recorded
 * @param effective what the capture really got, beside what was asked for
 */
public record CaptureStarted(
        long tsUsec,
        SessionId session,
        int opVersion,
        String workerId,
        long capturePid,
        long startTsUsec,
        long appliedConfigHash,
        @Nullable String outputFile,
        EffectiveSettings effective)
        implements CaptureMessage {

    @Override
    public OpCode opCode() {
        return OpCode.CAPTURE_STARTED;
    }

    @Override
    public void accept(Visitor visitor) {
        visitor.onStarted(this);
    }
}
