package io.ringcap.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * The line of the terminal that is rewritten in place. Whatever else is printed takes it away first, so that no remains of it
 * stay. It uses nothing that only some terminals know: a return to the margin, spaces and backspaces. Any thread.
 */
final class StatusLine {
    /** What a terminal itself shows behind the line when ctrl-C is typed: ^C. */
    static final int ECHO = 2;

    private final OutputStream terminal;
    private final Charset charset;
    private int drawnColumns;
    private boolean isGone;

    StatusLine(OutputStream terminal, Charset charset) {
        this.terminal = terminal;
        this.charset = charset;
    }

    /** Shows a text that leaves {@link #ECHO} columns free, instead of what is shown now. */
    synchronized void show(String text) {
        final int columns = TextWidth.of(text);
        final int rest = Math.max(drawn() - columns, 0);
        write('\r' + text + " ".repeat(rest) + "\b".repeat(rest));
        drawnColumns = columns;
    }

    /** Takes the line away, so that what follows begins at the margin. */
    synchronized void clear() {
        if (drawnColumns > 0) {
            write('\r' + " ".repeat(drawn()) + '\r');
            drawnColumns = 0;
        }
    }

    /** The window is this wide now: of a line that it has cut or wrapped no more can be taken away than what fits into it. */
    synchronized void resized(int columns) {
        drawnColumns = Math.min(drawnColumns, columns - 1 - ECHO);
    }

    private int drawn() {
        return drawnColumns == 0 ? 0 : drawnColumns + ECHO;
    }

    /** A stream to the same terminal whose output takes the place of the line. */
    OutputStream instead(OutputStream target) {
        return new Other(target);
    }

    private void write(String text) {
        if (isGone) {
            return;
        }
        try {
            terminal.write(text.getBytes(charset));
            terminal.flush();
        } catch (IOException e) {
            // The terminal was closed; the capture goes on, and nobody is left to tell.
            isGone = true;
        }
    }

    /** Where everything else goes that is printed on the terminal. */
    private final class Other extends OutputStream {
        private final OutputStream target;

        Other(OutputStream target) {
            this.target = target;
        }

        @Override
        public void write(int oneByte) throws IOException {
            write(new byte[] {(byte) oneByte}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            synchronized (StatusLine.this) {
                clear();
                target.write(bytes, offset, length);
            }
        }

        @Override
        public void flush() throws IOException {
            target.flush();
        }
    }

    /** The charset that the terminal is taken to show. */
    static Charset charsetOfTerminal() {
        final String name = System.getProperty("native.encoding");
        return name != null && Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
    }
}
