package io.ringcap.cli;

import io.ringcap.CaptureSession;
import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.message.CaptureFailed;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.CaptureFinished;
import io.ringcap.message.CaptureMessage;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.PartFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Looks after one session from its start to its end: progress, interruption, summary. Confined to the command's thread. */
final class SessionRun {
    private static final Duration REDRAW = Duration.ofMillis(250);
    private static final double NANOS_PER_SECOND = 1e9;

    private final Console console;
    private final Interruption interruption;
    private final boolean isProgressShown;
    private final @Nullable Path folder;

    /**
     * @param isProgressShown whether a terminal at stderr is for progress
     * @param folder where files are recorded; null when none are
     */
    SessionRun(Console console, Interruption interruption, boolean isProgressShown, @Nullable Path folder) {
        this.console = console;
        this.interruption = interruption;
        this.isProgressShown = isProgressShown && console.terminal().isErrTerminal();
        this.folder = folder;
    }

    /** Waits for the session's last message; an interruption of the program stops it before. */
    CaptureMessage awaitEnd(CaptureSession session) throws InterruptedException {
        interruption.onRequest(session::stop);
        try {
            return isProgressShown ? showUntilEnd(session) : session.whenEnded().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a session's end never fails", e);
        } finally {
            console.status().clear();
        }
    }

    private CaptureMessage showUntilEnd(CaptureSession session) throws InterruptedException, ExecutionException {
        final ProgressLine line = new ProgressLine(session.spec());
        final TerminalWidth width = new TerminalWidth(console.terminal().columns());
        while (true) {
            try {
                return session.whenEnded().get(REDRAW.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (width.isStale()) {
                    console.status().resized(width.columns());
                }
                console.status()
                        .show(line.text(
                                session.status(),
                                System.nanoTime() / NANOS_PER_SECOND,
                                folder == null ? null : RecordedFile.nameIn(folder),
                                width.columns() - StatusLine.ECHO));
            }
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

    /** A few lines for people on stderr: the counts, the files, and what would have helped. Nothing when it never came to a packet. */
    void summarize(CaptureMessage last, List<CaptureFileInfo> files, CaptureSpec spec, CaptureConfig config) {
        final CaptureStats stats =
                last instanceof CaptureFinished finished ? finished.finalStats() : ((CaptureFailed) last).lastStats();
        if (last instanceof CaptureFailed && stats.received() == 0) {
            return;
        }
        console.remark(Amounts.packets(stats.packets()) + " (" + Amounts.bytes(stats.bytes()) + ")" + pace(stats) + ", "
                + Losses.text(stats)
                + (stats.truncatedInput() ? "; the file that was read ends in a torn packet" : "")
                + (last instanceof CaptureFinished finished
                        ? " (" + finished.finishReason().text().replace('_', ' ') + ")"
                        : ""));
        for (CaptureFileInfo file : files) {
            console.remark("  " + line(file));
        }
        final String advice = Advice.of(spec, config, stats);
        if (advice != null) {
            console.remark(advice);
        }
    }

    private static String pace(CaptureStats stats) {
        final Double elapsedMs = stats.elapsedMs();
        if (elapsedMs == null) {
            return "";
        }
        final double seconds = elapsedMs / 1000;
        return " in " + Amounts.seconds(seconds)
                + (seconds > 0 ? ", " + Amounts.perSecond(stats.packets() / seconds) : "");
    }

    static String line(CaptureFileInfo file) {
        return file.filePath() + ": " + Amounts.bytes(file.fileSize()) + ", " + Amounts.packets(file.packets())
                + (file.truncated() ? ", not complete" : "");
    }
}
