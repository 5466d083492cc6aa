package io.ringcap.internal.pcap;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;

/** Opens a worker's source, on the worker's thread. */
@FunctionalInterface
public interface SourceOpener {
    BlockSource open(CaptureSpec spec, CaptureConfig config);
}
