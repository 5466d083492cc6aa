package io.ringcap.bench.live.probe;

import io.ringcap.CaptureManager;
import io.ringcap.CaptureSession;
import io.ringcap.bench.live.Medians;
import io.ringcap.message.CaptureStats;
import io.ringcap.sink.Sinks;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Measures what a capture with default buffers loses while the JVM stops all its Java threads again and again.
 *
 * <pre>--pauses none|gc|safepoint --every-ms 200 --pause-ms 200 --pps 200000 --seconds S --round N; self-test: --gap N</pre>
 *
 * A safepoint pause of 200 ms begins 200 ms after the one before has ended; a forced collection begins every 200 ms.
 */
final class PausesProbe {
    static final String SUITE = "pauses";

    private static final int FRAME_BYTES = 64;
    private static final double NANOS_PER_MILLI = 1e6;

    /** Shorter ones, which the JVM makes for itself, are not counted. */
    private static final long SHORTEST_NS = 1_000_000;

    private static final long WARM_UP_MS = 500;
    private static final double LONGEST_WARM_UP_SECONDS = 60;
    private static final Duration END = Duration.ofSeconds(30);

    private final ProbeLink link;
    private final PauseMaker.Kind kind;
    private final ProbeProfile profile;
    private final long everyMs;
    private final long pauseMs;
    private final long pps;
    private final double seconds;
    private final long gap;
    private final long round;

    private PausesProbe(ProbeArguments arguments) {
        this.link = ProbeLink.of(arguments);
        this.kind = PauseMaker.Kind.valueOf(arguments.text("pauses", "none").toUpperCase(Locale.ROOT));
        this.profile = ProbeProfile.of(arguments.text("profile", "throughput"));
        this.everyMs = arguments.number("every-ms", 200);
        this.pauseMs = arguments.number("pause-ms", 200);
        this.pps = arguments.number("pps", 200_000);
        this.seconds = arguments.decimal("seconds", 5);
        this.gap = arguments.number("gap", 0);
        this.round = arguments.number("round", 1);
        arguments.requireAllUsed();
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        run(new ProbeArguments(arguments), System.out::println);
    }

    static void run(ProbeArguments arguments, Consumer<ProbeLine> out) throws IOException, InterruptedException {
        final PausesProbe probe = new PausesProbe(arguments);
        // From the end of one to the begin of the next: else there would be nothing but pauses.
        final long interval = probe.kind == PauseMaker.Kind.SAFEPOINT ? probe.everyMs + probe.pauseMs : probe.everyMs;
        try (PauseMaker pauses = PauseMaker.of(probe.kind, interval, probe.pauseMs);
                CaptureManager manager = CaptureManager.open()) {
            probe.warmUp(manager, pauses);
            out.accept(probe.measure(manager, pauses));
        }
    }

    /** A capture of the same load that is not counted. */
    private void warmUp(CaptureManager manager, PauseMaker pauses) throws IOException, InterruptedException {
        try (CaptureSession session = manager.capture(link.spec().build())
                        .config(profile.config())
                        .sink(Sinks.handler(new CountingHandler(new ArrivalTally(1), 0)))
                        .start();
                FrameSender sender = link.send(FrameSender.Traffic.of(FRAME_BYTES, pps, LONGEST_WARM_UP_SECONDS))) {
            Thread.sleep(WARM_UP_MS);
            pauses.calibrate();
            sender.end();
            session.stop();
            session.await(END);
        }
    }

    private ProbeLine measure(CaptureManager manager, PauseMaker pauses) throws IOException, InterruptedException {
        final ArrivalTally tally = new ArrivalTally(1);
        final FrameSender.Traffic traffic = FrameSender.Traffic.of(FRAME_BYTES, pps, seconds);
        final long firstFrames = pps / 10;
        final long rxBefore = link.rxPackets();
        long sent;
        final double measuredSeconds;
        final List<Long> lengths;
        final long longestStallNs;
        try (CaptureSession session = manager.capture(link.spec().build())
                .config(profile.config())
                .sink(Sinks.handler(new CountingHandler(tally, 0)))
                .start()) {
            try (FrameSender first = link.send(traffic.count(firstFrames))) {
                sent = first.awaitSent();
            }
            try (StallWatch watch = StallWatch.start()) {
                pauses.start();
                final long begin = System.nanoTime();
                try (FrameSender sender = link.send(traffic.from(sent + gap))) {
                    sent += sender.awaitSent();
                }
                measuredSeconds = (System.nanoTime() - begin) / 1e9;
                lengths = pauses.stop();
                longestStallNs = watch.longestNs();
            }
            session.stop();
            session.await(END);
            final CaptureStats stats = session.stats();
            final List<Long> noticed =
                    lengths.stream().filter(ns -> ns >= SHORTEST_NS).toList();
            final ProbeLine line = ProbeLine.of(
                            SUITE, "ringcap-" + kind.name().toLowerCase(Locale.ROOT), traffic.label(), round)
                    .put("pauses", noticed.size())
                    .put("pause_median_ms", Medians.of(noticed).orElse(0) / NANOS_PER_MILLI)
                    .put("pause_longest_ms", Medians.highest(lengths).orElse(0) / NANOS_PER_MILLI)
                    .put("paused_percent", lengths.stream().mapToLong(ns -> ns).sum() / 1e7 / measuredSeconds)
                    .put("stall_longest_ms", longestStallNs / NANOS_PER_MILLI)
                    .put("ring_stalls", stats.ringStalls());
            return DeliveryAccount.of(sent, link.rxPackets() - rxBefore, stats, tally)
                    .addTo(line);
        }
    }
}
