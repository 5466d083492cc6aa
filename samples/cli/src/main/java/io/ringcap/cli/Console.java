package io.ringcap.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Stdout for results, stderr for everything else, and what is known of the terminal. Any thread. */
final class Console {
    private static final int OUT_BUFFER_BYTES = 64 << 10;

    private final PipeOutput stdout;
    private final PrintStream out;
    private final PrintStream err;
    private final Terminal terminal;
    private final StatusLine status;

    private Console(PipeOutput stdout, PrintStream out, PrintStream err, Terminal terminal, StatusLine status) {
        this.stdout = stdout;
        this.out = out;
        this.err = err;
        this.terminal = terminal;
        this.status = status;
    }

    static Console ofProcess(Interruption interruption) {
        final Terminal terminal = Terminal.detect();
        final Charset charset = StatusLine.charsetOfTerminal();
        final OutputStream stderr = new FileOutputStream(FileDescriptor.err);
        final StatusLine status = new StatusLine(stderr, charset);
        if (terminal.isErrTerminal()) {
            // Also for what the JDK's log handler and any library print there.
            System.setErr(new PrintStream(status.instead(stderr), true, charset));
        }
        final OutputStream given = new FileOutputStream(FileDescriptor.out);
        final PipeOutput stdout = new PipeOutput(
                terminal.isErrTerminal() && terminal.isOutTerminal() ? status.instead(given) : given,
                terminal.isOutPipe(),
                interruption::request);
        final PrintStream out =
                new PrintStream(new BufferedOutputStream(stdout, OUT_BUFFER_BYTES), false, StandardCharsets.UTF_8);
        // What any library prints goes the same way; nothing of ours does.
        System.setOut(out);
        return new Console(stdout, out, System.err, terminal, status);
    }

    /** One that is no process's: nothing of it is a terminal. */
    static Console of(PrintStream out, PrintStream err) {
        return new Console(
                new PipeOutput(out, true, () -> {}),
                out,
                err,
                new Terminal(false, false, true, Terminal.DEFAULT_COLUMNS),
                new StatusLine(err, StandardCharsets.UTF_8));
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

    /** The line that is rewritten while something is under way. */
    StatusLine status() {
        return status;
    }

    /** Says how it went, in one line; not when the reader has gone away and wants to know no more. */
    void remark(String text) {
        if (!stdout.isReaderGone()) {
            err.println(printable(text));
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
        err.println("ringcap: " + printable(text.strip().replaceAll("\\s*\\R\\s*", " ")));
    }

    /** Names may hold what moves a terminal's cursor. */
    static String printable(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
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
