package io.ringcap.cli;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.FanoutMode;
import io.ringcap.config.SourceChoice;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How to capture: sizes, latency and engine. Filled by picocli, read once. */
@Command(optionListHeading = "Capture:")
final class EngineOptions {
    /** Sets of settings that go together; a single option beside it has the last word. */
    enum Profile {
        THROUGHPUT,
        LATENCY,
        SMALL
    }

    @Option(
            names = "--buffer",
            paramLabel = "SIZE",
            converter = Conversions.Size.class,
            description = "the kernel's ring on each interface; more of it bears longer bursts (default: 32M)")
    private @Nullable Long kernelBuffer;

    @Option(
            names = "--ring",
            paramLabel = "SIZE",
            converter = Conversions.Size.class,
            description = "the ring between capture and sinks (default: 32M for interfaces, less for files)")
    private @Nullable Long ring;

    @Option(
            names = "--profile",
            paramLabel = "throughput|latency|small",
            description = "for many packets, little delay, or little memory (default: throughput)")
    private Profile profile = Profile.THROUGHPUT;

    @Option(
            names = "--flush",
            paramLabel = "TIME",
            converter = Conversions.Time.class,
            description = "how long a packet may wait for others (default: 10ms)")
    private @Nullable Duration flush;

    @Option(
            names = "--source",
            paramLabel = "shim|jna",
            description = "the engine: the C shim, or libpcap through JNA (default: the shim if it can be loaded)")
    private @Nullable SourceChoice source;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "workers that share each interface, each with a kernel ring of its own (default: 1)")
    private int workers = 1;

    @Option(
            names = "--fanout",
            paramLabel = "hash|round-robin|cpu|rollover|random|queue",
            converter = Conversions.Fanout.class,
            description = "how they share the packets (default: hash)")
    private @Nullable FanoutMode fanout;

    CaptureConfig config() {
        final CaptureConfig.Builder builder = CaptureConfig.builder();
        switch (profile) {
            case LATENCY -> builder.lowLatency();
            case SMALL -> builder.small();
            case THROUGHPUT -> {
                // The library's defaults are made for it.
            }
        }
        UsageException.unless(
                workers >= 1 && workers <= CaptureConfig.MAX_WORKERS,
                "--workers must be between 1 and " + CaptureConfig.MAX_WORKERS + ", not " + workers);
        UsageException.unless(fanout == null || workers > 1, "--fanout needs --workers with 2 or more");
        builder.workers(workers);
        if (fanout != null) {
            builder.fanout(fanout);
        }
        if (kernelBuffer != null) {
            UsageException.unless(kernelBuffer <= Integer.MAX_VALUE, "--buffer must be below 2G");
            builder.kernelBufferBytes(kernelBuffer.intValue());
        }
        if (ring != null) {
            // 0 would mean "the library decides".
            UsageException.unless(ring > 0, "--ring must be at least 1");
            builder.ringBytes(ring);
        }
        if (flush != null) {
            builder.flush(flush);
        }
        if (source != null) {
            builder.source(source);
        }
        return builder.build();
    }
}
