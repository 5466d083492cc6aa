package io.ringcap.bench.live.probe;

import io.ringcap.CaptureManager;
import io.ringcap.CaptureSession;
import io.ringcap.message.CaptureStats;
import io.ringcap.sink.Sinks;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Stops a capture while the sender goes on, and asks whether every packet is delivered that the kernel received between the
 * moment at which {@code start()} returned and the one at which {@code stop()} was called. A second capture on the same link,
 * which runs before and after it, is the witness that knows when the kernel received each number.
 *
 * <p>What came before {@code start()} returned may be delivered too, and may have a hole where the filter was installed: it is told
 * as {@code missing_at_start}.
 *
 * <pre>--pps 50000 --times 10 --round N; self-test: --gap N makes the handler ignore N packets in the middle of
 * each run, --deaf-ms N all packets of the last N ms before the stop; how many that were is told as "ignored"</pre>
 */
final class StopLossProbe {
    static final String SUITE = "stop-loss";

    private static final int FRAME_BYTES = 64;
    private static final long RUN_MS = 200;
    private static final long GO_ON_MS = 100;
    private static final double LONGEST_SECONDS = 120;
    private static final Duration END = Duration.ofSeconds(10);

    private final ProbeLink link;
    private final ProbeProfile profile;
    private final long pps;
    private final long times;
    private final long gap;
    private final long deafMs;
    private final long round;

    private StopLossProbe(ProbeArguments arguments) {
        this.link = ProbeLink.of(arguments);
        this.profile = ProbeProfile.of(arguments.text("profile", "throughput"));
        this.pps = arguments.number("pps", 50_000);
        this.times = arguments.number("times", 10);
        this.gap = arguments.number("gap", 0);
        this.deafMs = arguments.number("deaf-ms", 0);
        this.round = arguments.number("round", 1);
        arguments.requireAllUsed();
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        run(new ProbeArguments(arguments), System.out::println);
    }

    static void run(ProbeArguments arguments, Consumer<ProbeLine> out) throws IOException, InterruptedException {
        final StopLossProbe probe = new StopLossProbe(arguments);
        try (CaptureManager manager = CaptureManager.open();
                FrameSender sender = probe.link.send(FrameSender.Traffic.of(FRAME_BYTES, probe.pps, LONGEST_SECONDS))) {
            Totals totals = Totals.NONE;
            for (long i = 0; i < probe.times; i++) {
                totals = totals.plus(probe.measure(manager));
            }
            sender.end();
            out.accept(totals.addTo(ProbeLine.of(SUITE, probe.profile.row(), FRAME_BYTES + "@" + probe.pps, probe.round)
                    .put("times", probe.times)));
        }
    }

    private Totals measure(CaptureManager manager) throws IOException, InterruptedException {
        final NanoWallClock clock = NanoWallClock.measured();
        final StopWitness witness = new StopWitness();
        final StopWitness.Stopped stopped = new StopWitness.Stopped(gap);
        try (CaptureSession witnessing = manager.capture(link.spec().build())
                        .sink(Sinks.handler(witness))
                        .start();
                CaptureSession session = manager.capture(link.spec().build())
                        .config(profile.config())
                        .sink(Sinks.handler(stopped))
                        .start()) {
            final long startedNs = clock.nanos();
            Thread.sleep(RUN_MS);
            if (deafMs > 0) {
                stopped.deafen();
                Thread.sleep(deafMs);
            }
            final long stopNs = clock.nanos();
            session.stop();
            session.await(END);
            final double tookMs = (clock.nanos() - stopNs) / 1e6;
            Thread.sleep(GO_ON_MS);
            witnessing.stop();
            witnessing.await(END);
            final CaptureStats stats = session.stats();
            final ArrivalTally tally = stopped.tally();
            final long missingAtStart = tally.missingBefore(startedNs);
            final boolean isAccounted = stats.received() == stats.packets() + stats.droppedKernel()
                    && stats.packets() == tally.packets()
                    && tally.isInOrder()
                    && stats.undrained() == 0
                    && witness.isWhole(startedNs, stopNs);
            return new Totals(
                    stats.received(),
                    stats.packets(),
                    tally.packets(),
                    stats.droppedKernel(),
                    tally.missing() - missingAtStart,
                    missingAtStart,
                    witness.received(startedNs, stopNs) - witness.of(stopped.delivered(), startedNs, stopNs),
                    witness.of(stopped.ignored(), startedNs, stopNs),
                    tookMs,
                    isAccounted);
        }
    }

    /** What several stops gave together. */
    private record Totals(
            long received,
            long packets,
            long delivered,
            long dropped,
            long missing,
            long missingAtStart,
            long lostBeforeStop,
            long ignored,
            double longestStopMs,
            boolean isAccounted) {
        static final Totals NONE = new Totals(0, 0, 0, 0, 0, 0, 0, 0, 0, true);

        Totals plus(Totals other) {
            return new Totals(
                    received + other.received,
                    packets + other.packets,
                    delivered + other.delivered,
                    dropped + other.dropped,
                    missing + other.missing,
                    missingAtStart + other.missingAtStart,
                    lostBeforeStop + other.lostBeforeStop,
                    ignored + other.ignored,
                    Math.max(longestStopMs, other.longestStopMs),
                    isAccounted && other.isAccounted);
        }

        ProbeLine addTo(ProbeLine line) {
            return line.put("received", received)
                    .put("taken", packets)
                    .put("delivered", delivered)
                    .put("dropped", dropped)
                    .put("missing", missing)
                    .put("missing_at_start", missingAtStart)
                    .put("lost_before_stop", lostBeforeStop)
                    .put("ignored", ignored)
                    .put("stopped_longest_ms", longestStopMs)
                    .put("accounted", isAccounted && missing <= dropped && lostBeforeStop <= dropped);
        }
    }
}
