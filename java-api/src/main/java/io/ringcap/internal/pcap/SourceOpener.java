package io.ringcap.internal.pcap;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;

/** Opens the source that a specification asks for, on the thread that will work it: {@link Sources#open}, or a test's own. */
@FunctionalInterface
public interface SourceOpener {
    /** Opens a source whose owner the caller becomes. */
    BlockSource open(CaptureSpec spec, CaptureConfig config);
}
