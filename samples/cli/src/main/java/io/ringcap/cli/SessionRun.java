package io.ringcap.cli;

import io.ringcap.CaptureSession;
import io.ringcap.message.CaptureFailed;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.CaptureFinished;
import io.ringcap.message.CaptureMessage;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.PartFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Looks after one session from its start to its end: progress, interruption, summary. Confined to the command's thread. */
final class SessionRun {
    private static final Duration REDRAW = Duration.ofMillis(250);

    private final Console console;
    private final Interruption interruption;
    private final boolean isProgressShown;

    SessionRun(Console console, Interruption interruption, boolean isProgressShown) {
        this.console = console;
        this.interruption = interruption;
        this.isProgressShown = isProgressShown && console.terminal().isErrTerminal();
    }

    /** Waits for the session's last message; an interruption of the program stops it before. */
    CaptureMessage awaitEnd(CaptureSession session) throws InterruptedException {
        interruption.onRequest(session::stop);
        final ProgressLine line =
                new ProgressLine(console.err(), console.terminal().columns());
        try {
            while (true) {
                try {
                    return session.whenEnded().get(REDRAW.toMillis(), TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    if (isProgressShown) {
                        line.draw(session.status());
                    }
                }
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a session's end never fails", e);
        } finally {
            line.clear();
        }
    }

    /** Says on stderr what went wrong, if anything, and returns the exit code. */
    int conclude(CaptureMessage last) {
        if (last instanceof CaptureFailed failed) {
            console.error(failed.errorMsg());
            reportParts(failed.lastStats(), failed.errorMsg());
            return ExitCodes.of(failed.prerequisiteMissing());
        }
        final CaptureFinished finished = (CaptureFinished) last;
        reportParts(finished.finalStats(), "");
        return finished.exitCode() == 0 ? ExitCodes.DONE : ExitCodes.FAILED;
    }

    private void reportParts(CaptureStats stats, String told) {
        for (PartFailure failure : stats.partFailures()) {
            if (!told.contains(failure.errorMsg())) {
                console.error(failure.part() + " failed: " + failure.errorMsg());
            }
        }
    }

    /** A few lines for people on stderr: the counts, then the files. Nothing when it never came to a packet. */
    void summarize(CaptureMessage last, List<CaptureFileInfo> files) {
        final CaptureStats stats =
                last instanceof CaptureFinished finished ? finished.finalStats() : ((CaptureFailed) last).lastStats();
        if (last instanceof CaptureFailed && stats.received() == 0) {
            return;
        }
        final Double elapsedMs = stats.elapsedMs();
        console.remark(Amounts.packets(stats.packets()) + " (" + Amounts.bytes(stats.bytes()) + ")"
                + (elapsedMs == null ? "" : " in " + Amounts.seconds(elapsedMs / 1000)) + ", "
                + Losses.text(stats)
                + (stats.truncatedInput() ? "; the file that was read ends in a torn packet" : "")
                + (last instanceof CaptureFinished finished
                        ? " (" + finished.finishReason().text().replace('_', ' ') + ")"
                        : ""));
        for (CaptureFileInfo file : files) {
            console.remark("  " + line(file));
        }
    }

    static String line(CaptureFileInfo file) {
        return file.filePath() + ": " + Amounts.bytes(file.fileSize()) + ", " + Amounts.packets(file.packets())
                + (file.truncated() ? ", not complete" : "");
    }
}
