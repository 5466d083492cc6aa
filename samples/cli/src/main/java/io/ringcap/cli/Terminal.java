package io.ringcap.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What stdout and stderr are. Immutable.
 *
 * @param isErrTerminal whether somebody looks at stderr, so that a line can be rewritten there
 * @param isOutTerminal whether stdout is a terminal too
 * @param isOutPipe whether stdout goes to another program
 * @param columns width of the terminal; 0 when nobody has said it
 */
record Terminal(boolean isErrTerminal, boolean isOutTerminal, boolean isOutPipe, int columns) {
    static final int DEFAULT_COLUMNS = 80;
    static final int MIN_COLUMNS = 20;
    private static final int MIN_HELP_COLUMNS = 80;
    private static final int MAX_HELP_COLUMNS = 120;

    /** Believes the launcher, which can ask the kernel; started without it, looks where the descriptors lead. */
    static Terminal detect() {
        final String said = System.getProperty("ringcap.cli.tty");
        final String out = target(1);
        return new Terminal(
                said == null ? isTerminal(target(2)) : Boolean.parseBoolean(said),
                isTerminal(out),
                out.startsWith("pipe:") || out.startsWith("socket:"),
                said == null ? 0 : Math.max(Integer.getInteger("ringcap.cli.columns", DEFAULT_COLUMNS), MIN_COLUMNS));
    }

    int helpColumns() {
        return Math.min(Math.max(columns, MIN_HELP_COLUMNS), MAX_HELP_COLUMNS);
    }

    private static boolean isTerminal(String target) {
        return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
    }

    private static String target(int descriptor) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd", Integer.toString(descriptor)))
                    .toString();
        } catch (IOException | UnsupportedOperationException e) {
            // No /proc, or the descriptor is closed: no terminal that we could write to.
            return "";
        }
    }
}
