package io.ringcap.cli;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How wide the terminal at stderr is. It is asked for once, and again when the window was resized, by a child process: Java has
 * no call for it. Confined to the thread that draws, but for the signal.
 */
final class TerminalWidth {
    private static final System.Logger LOG = System.getLogger(TerminalWidth.class.getName());
    private static final Pattern SIZE = Pattern.compile("\\d+ (\\d+)\\s*");
    private static final long PATIENCE_SECONDS = 1;

    private int columns;
    private volatile boolean isStale;

    /**
     * @param columns the width that the launcher found; 0 when there was none to ask
     */
    TerminalWidth(int columns) {
        this.columns = columns == 0 ? Terminal.DEFAULT_COLUMNS : columns;
        this.isStale = columns == 0;
        onResize(() -> isStale = true);
    }

    /** Whether the next {@link #columns} asks the terminal. */
    boolean isStale() {
        return isStale;
    }

    int columns() throws InterruptedException {
        if (isStale) {
            isStale = false;
            columns = Math.max(ask(columns), Terminal.MIN_COLUMNS);
        }
        return columns;
    }

    /** By reflection, because the compiler warns of each use of sun.misc.Signal, which is there in every JDK, in a way that cannot be switched off. */
    private static void onResize(Runnable action) {
        try {
            final Class<?> signal = Class.forName("sun.misc.Signal");
            final Class<?> handler = Class.forName("sun.misc.SignalHandler");
            final Object proxy = Proxy.newProxyInstance(
                    TerminalWidth.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        action.run();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("WINCH"), proxy);
        } catch (ReflectiveOperationException e) {
            LOG.log(System.Logger.Level.DEBUG, "resizing the terminal will not be noticed", e);
        }
    }

    /** {@code stty} looks at its stdin, which here is our stderr: the terminal need not be the controlling one. */
    private static int ask(int otherwise) throws InterruptedException {
        return ask(List.of("sh", "-c", "exec stty size <&2"), otherwise);
    }

    /** What a command prints as {@code stty size} does, if it does so soon: the thread that draws also awaits the session's end. */
    static int ask(List<String> command, int otherwise) throws InterruptedException {
        try {
            final Process stty = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            // The few bytes that it prints find room in the pipe.
            if (!stty.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                stty.destroyForcibly();
                LOG.log(System.Logger.Level.DEBUG, "stty did not tell the terminal''s width in time");
                return otherwise;
            }
            final String said = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            final Matcher matcher = SIZE.matcher(said);
            // 0: a terminal that does not know, as a serial line.
            return matcher.matches() && Integer.parseInt(matcher.group(1)) > 0
                    ? Integer.parseInt(matcher.group(1))
                    : otherwise;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "there is no stty to ask for the terminal''s width", e);
            return otherwise;
        }
    }
}
