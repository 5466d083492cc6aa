package io.ringcap.bench.live.probe;

import io.ringcap.config.CaptureConfig;
import java.util.Locale;

/** The settings a capture is measured with: those that users get by the same name. */
enum ProbeProfile {
    /** The defaults. */
    THROUGHPUT,
    LATENCY,
    SMALL;

    static ProbeProfile of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    CaptureConfig config() {
        return switch (this) {
            case THROUGHPUT -> CaptureConfig.defaults();
            case LATENCY -> CaptureConfig.builder().lowLatency().build();
            case SMALL -> CaptureConfig.builder().small().build();
        };
    }

    /** The row's name in results. */
    String row() {
        return "ringcap-" + name().toLowerCase(Locale.ROOT);
    }
}
