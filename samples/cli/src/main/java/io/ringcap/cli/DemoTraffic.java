package io.ringcap.cli;

import io.ringcap.config.CaptureSpec;
import java.io.IOException;

/** What the demo records. Confined to the command's thread. */
interface DemoTraffic extends AutoCloseable {
    CaptureSpec spec();

    /**
     * Called when the session captures.
     *
     * @param onSent to be called, on any thread, when nothing more will come and the session does not end by itself
     */
    void begin(Runnable onSent) throws IOException;

    /** How many packets there were to record, as the one says who made them; after the session's end. */
    long sent() throws IOException;

    @Override
    void close();
}
