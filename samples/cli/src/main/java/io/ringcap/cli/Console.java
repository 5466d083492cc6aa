package io.ringcap.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Stdout for results, stderr for everything else, and what is known of the terminal. Any thread. */
final class Console {
    private static final int OUT_BUFFER_BYTES = 64 << 10;

    private final PipeOutput stdout;
    private final PrintStream out;
    private final PrintStream err;
    private final Terminal terminal;

    private Console(PipeOutput stdout, PrintStream out, PrintStream err, Terminal terminal) {
        this.stdout = stdout;
        this.out = out;
        this.err = err;
        this.terminal = terminal;
    }

    static Console ofProcess(Interruption interruption) {
        final Terminal terminal = Terminal.detect();
        final PipeOutput stdout =
                new PipeOutput(new FileOutputStream(FileDescriptor.out), terminal.isOutPipe(), interruption::request);
        final PrintStream out =
                new PrintStream(new BufferedOutputStream(stdout, OUT_BUFFER_BYTES), false, StandardCharsets.UTF_8);
        // What any library prints goes the same way; nothing of ours does.
        System.setOut(out);
        return new Console(stdout, out, System.err, terminal);
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    Terminal terminal() {
        return terminal;
    }

    /** Says how it went, in one line; not when the reader has gone away and wants to know no more. */
    void remark(String text) {
        if (!stdout.isReaderGone()) {
            err.println(text);
        }
    }

    /** Prints one line of a result and lets it go at once. */
    void line(String text) {
        synchronized (out) {
            out.print(text + '\n');
            out.flush();
        }
    }

    /** Says what went wrong, in one line. */
    void error(String text) {
        // What was given may be shown in it: it must not move the cursor.
        err.println("ringcap: "
                + text.strip().replaceAll("\\s*\\R\\s*", " ").replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?"));
    }

    /** Lets go of all that was printed; results that could not be printed make a good exit code a bad one. */
    int close(int exitCode) {
        final boolean isFailed = out.checkError();
        err.flush();
        if (isFailed && exitCode == ExitCodes.DONE) {
            error("cannot write to stdout: its disk may be full");
            return ExitCodes.FAILED;
        }
        return exitCode;
    }
}
