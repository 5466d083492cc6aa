package io.ringcap.message;

import java.util.List;

/**
 * The session came to its end in good order. It is the session's last message.
 *
 * @param exitCode 0 when every sink saved every packet, 1 when a sink failed ({@code finalStats} says which)
 * @param resultFiles the files of the session; of more than 100 the newest 100, as all were announced before
 * @param resultFilesTotal how many files the session has
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
        if (resultFilesTotal < resultFiles.size()) {
            throw new IllegalArgumentException("resultFilesTotal says " + resultFilesTotal + ", but there are "
                    + resultFiles.size() + " files; count all of them");
        }
        resultFiles = FileLists.newest(resultFiles);
    }

    /**
     * With all files of the session, which are counted here.
     *
     * @param tsUsec when the message was made, in microseconds since the epoch
     * @param session the session's identity
     * @param finishTsUsec when it came to its end, in microseconds since the epoch
     * @param finalStats its counters
     * @param exitCode 0, or 1 when a sink failed
     * @param finishReason why it ended
     * @param resultFiles all files, oldest first
     */
    public CaptureFinished(
            long tsUsec,
            SessionId session,
            long finishTsUsec,
            CaptureStats finalStats,
            int exitCode,
            FinishReason finishReason,
            List<CaptureFileInfo> resultFiles) {
        this(tsUsec, session, finishTsUsec, finalStats, exitCode, finishReason, resultFiles, resultFiles.size());
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
