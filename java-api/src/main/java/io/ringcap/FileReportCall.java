package io.ringcap;

import io.ringcap.message.CleanCompressDone;
import io.ringcap.message.CleanCompressFailed;
import io.ringcap.message.CleanHeartbeat;
import io.ringcap.message.CleanStored;
import io.ringcap.message.CleanerReport;

/** Calls the listener's method for what the cleaner reports of its session. Called on the listener's thread; lives with it. */
final class FileReportCall implements CleanerReport.Visitor {
    private final CaptureListener listener;

    FileReportCall(CaptureListener listener) {
        this.listener = listener;
    }

    @Override
    public void onStored(CleanStored report) {
        listener.onStored(report);
    }

    @Override
    public void onCompressDone(CleanCompressDone report) {
        listener.onCompressDone(report);
    }

    @Override
    public void onCompressFailed(CleanCompressFailed report) {
        listener.onCompressFailed(report);
    }

    @Override
    public void onHeartbeat(CleanHeartbeat report) {
        throw new IllegalArgumentException("a sign of life is about no session");
    }
}
