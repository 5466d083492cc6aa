package io.ringcap.message;

import java.util.List;

/**
 * The session came to its end in good order. It is the session's last message.
 *
 * @param exitCode 0 when every sink saved every packet, 1 when a sink failed ({@code finalStats} says which)
 * @param resultFiles all files of the session
 */
public record CaptureFinished(
        long tsUsec,
        SessionId session,
        long finishTsUsec,
        CaptureStats finalStats,
        int exitCode,
        FinishReason finishReason,
        List<CaptureFileInfo> resultFiles)
        implements CaptureMessage {

    public CaptureFinished {
        resultFiles = List.copyOf(resultFiles);
    }

    @Override
    public OpCode opCode() {
        return OpCode.CAPTURE_FINISHED;
    }

    @Override
    public void accept(Visitor visitor) {
        visitor.onFinished(this);
    }
}
