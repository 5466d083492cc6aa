package io.ringcap.cli;

import io.ringcap.config.CaptureSpec;
import java.nio.file.Path;

/**
 * A file that was generated before; reading ends at its end.
 *
 * @param sent packets in it
 */
record GeneratedTraffic(Path file, long sent) implements DemoTraffic {
    @Override
    public CaptureSpec spec() {
        return CaptureSpec.fromFile(file).build();
    }

    @Override
    public void begin(Runnable onSent) {}

    @Override
    public void close() {}
}
