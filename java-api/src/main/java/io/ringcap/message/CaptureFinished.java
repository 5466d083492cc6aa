package io.ringcap.message;

import java.util.List;

/**
 * The session came to its end in good order. It is the session's last message.
 *
 * @param exitCode 0 when every sink saved every packet, 1 when a sink failed ({@code finalStats} says which)
 * @param resultFiles the session's files; of more than 100 the newest
 * @param resultFilesTotal how many files the session has made
 */
public record CaptureFinished(
        long tsUsec,
        SessionId session,
        long finishTsUsec,
        CaptureStats finalStats,
        int exitCode,
        FinishReason finishReason,
        List<CaptureFileInfo> resultFiles,
        int resultFilesTotal)
        implements CaptureMessage {

    public CaptureFinished {
        resultFiles = FileLists.checked(resultFiles);
    }

    /** The message for a session that may have made more files than one message names. */
    public static CaptureFinished of(
            long tsUsec,
            SessionId session,
            CaptureStats finalStats,
            int exitCode,
            FinishReason reason,
            List<CaptureFileInfo> files) {
        final List<CaptureFileInfo> newest = files.subList(Math.max(files.size() - FileLists.MOST, 0), files.size());
        return new CaptureFinished(tsUsec, session, tsUsec, finalStats, exitCode, reason, newest, files.size());
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
