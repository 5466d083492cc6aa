package io.ringcap.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;

/**
 * Stdout. A reader that has gone away, as in {@code | head}, is a wish to end and no failure: what is written after that
 * goes nowhere. Any thread.
 */
final class PipeOutput extends OutputStream {
    private final OutputStream target;
    private final boolean isPipe;
    private final Runnable onReaderGone;
    private volatile boolean isReaderGone;

    /**
     * @param isPipe whether a write can fail for no other reason than that nobody reads
     */
    PipeOutput(OutputStream target, boolean isPipe, Runnable onReaderGone) {
        this.target = target;
        this.isPipe = isPipe;
        this.onReaderGone = onReaderGone;
    }

    /** Whether the reader has gone away. */
    boolean isReaderGone() {
        return isReaderGone;
    }

    @Override
    public void write(int oneByte) throws IOException {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (isReaderGone) {
            return;
        }
        try {
            target.write(bytes, offset, length);
        } catch (IOException e) {
            if (!isPipe
                    && !String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("broken pipe")) {
                throw e;
            }
            isReaderGone = true;
            onReaderGone.run();
        }
    }

    @Override
    public void flush() throws IOException {
        if (!isReaderGone) {
            target.flush();
        }
    }
}
