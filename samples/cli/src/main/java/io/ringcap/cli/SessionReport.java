package io.ringcap.cli;

import io.ringcap.CaptureListener;
import io.ringcap.message.CaptureFailed;
import io.ringcap.message.CaptureFinished;
import io.ringcap.message.CaptureMessage;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.CleanCompressDone;
import io.ringcap.message.CleanCompressFailed;
import io.ringcap.message.CleanStored;
import io.ringcap.message.CleanerReport;
import io.ringcap.message.MessageJson;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Hears the messages of one session; as JSON they go to stdout, each on a line. Called on the listener's thread. */
final class SessionReport implements CaptureListener {
    private static final long LAST_LINE_SECONDS = 10;

    private final Console console;
    private final boolean isJson;
    private volatile boolean isCompressionFailed;
    private final CountDownLatch isLastPrinted = new CountDownLatch(1);

    SessionReport(Console console, boolean isJson) {
        this.console = console;
        this.isJson = isJson;
        if (isJson) {
            // The first JSON of a JVM takes a tenth of a second of a processor that the first packets would miss.
            MessageJson.toJson(CaptureStats.NONE);
        }
    }

    @Override
    public void onMessage(CaptureMessage message) {
        if (isJson) {
            console.line(MessageJson.toJson(message));
        }
    }

    @Override
    public void onFinished(CaptureFinished message) {
        isLastPrinted.countDown();
    }

    @Override
    public void onFailed(CaptureFailed message) {
        isLastPrinted.countDown();
    }

    @Override
    public void onStored(CleanStored report) {
        printReport(report);
    }

    @Override
    public void onCompressDone(CleanCompressDone report) {
        if (!isJson) {
            console.remark("compressed into " + report.archivePath());
        }
        printReport(report);
    }

    @Override
    public void onCompressFailed(CleanCompressFailed report) {
        isCompressionFailed = true;
        if (!isJson) {
            console.error(report.errorMsg());
        }
        printReport(report);
    }

    /** Whether files stay as they are that were to be compressed. */
    boolean isCompressionFailed() {
        return isCompressionFailed;
    }

    private void printReport(CleanerReport report) {
        if (isJson) {
            console.line(MessageJson.toJson(report));
        }
    }

    /** Waits until nothing more will be printed; a reader of stdout that takes nothing holds it up only so long. */
    void awaitLast() throws InterruptedException {
        if (!isLastPrinted.await(LAST_LINE_SECONDS, TimeUnit.SECONDS)) {
            console.error("nobody takes what is printed; gives up");
        }
    }
}
