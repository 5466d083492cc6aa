package io.ringcap.cli;

import io.ringcap.message.CaptureStats;
import io.ringcap.message.SessionStatus;
import java.io.PrintStream;

/** One line on the terminal, rewritten in place, about a session that runs. Confined to the thread that draws it. */
final class ProgressLine {
    private final PrintStream err;
    private final int columns;
    private int drawn;
    private double lastElapsed;
    private long lastPackets;

    ProgressLine(PrintStream err, int columns) {
        this.err = err;
        this.columns = columns;
    }

    void draw(SessionStatus status) {
        final CaptureStats stats = status.stats();
        final double passed = status.elapsedSec() - lastElapsed;
        final double rate = passed > 0 ? (stats.packets() - lastPackets) / passed : 0;
        lastElapsed = status.elapsedSec();
        lastPackets = stats.packets();
        final Double left = status.remainingSec();
        rewrite(Amounts.packets(stats.packets()) + ", " + Amounts.perSecond(rate) + ", " + Losses.text(stats) + ", "
                + Amounts.bytes(stats.bytes()) + ", " + Amounts.seconds(status.elapsedSec())
                + (left == null ? "" : ", " + Amounts.seconds(left) + " left"));
    }

    /** Takes the line away, so that what follows begins at the margin. */
    void clear() {
        if (drawn > 0) {
            rewrite("");
            err.print('\r');
            err.flush();
            drawn = 0;
        }
    }

    /** A terminal that is full to its last column begins a new line by itself, so that column stays free. */
    private void rewrite(String text) {
        final String fitting = text.length() < columns ? text : text.substring(0, columns - 1);
        err.print('\r' + fitting + " ".repeat(Math.max(drawn - fitting.length(), 0)));
        err.flush();
        drawn = fitting.length();
    }
}
