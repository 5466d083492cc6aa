package io.ringcap.bench.live.probe;

import io.ringcap.CaptureManager;
import io.ringcap.CaptureSession;
import io.ringcap.bench.live.SentFrame;
import io.ringcap.sink.Sinks;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Measures how long a packet takes from the sender's clock reading to the handler, at several rates in one JVM that has warmed up.
 *
 * <pre>--profile throughput|latency --rates 10,1000,100000 --seconds S --samples N (longer, where so many take longer) --round N
 * self-test: --ahead-us N sets the handler's clock ahead, --gap N leaves out as many numbers before the measured frames</pre>
 */
final class LatencyProbe {
    static final String SUITE = "latency";

    /** The smallest frames that have room for the send time, which 64 bytes have not. */
    static final int FRAME_BYTES = SentFrame.TIMED_BYTES;

    private static final long WARM_UP_PPS = 100_000;
    private static final long FIRST_WARM_UP_FRAMES = 100_000;
    private static final long WARM_UP_FRAMES = 20_000;
    private static final Duration END = Duration.ofSeconds(20);

    private final ProbeLink link;
    private final ProbeProfile profile;
    private final double seconds;
    private final double samples;
    private final long aheadNs;
    private final long gap;
    private final long round;

    private LatencyProbe(ProbeArguments arguments) {
        this.link = ProbeLink.of(arguments);
        this.profile = ProbeProfile.of(arguments.text("profile", "throughput"));
        this.seconds = arguments.decimal("seconds", 5);
        this.samples = arguments.decimal("samples", 1);
        this.aheadNs = arguments.number("ahead-us", 0) * 1000;
        this.gap = arguments.number("gap", 0);
        this.round = arguments.number("round", 1);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        run(new ProbeArguments(arguments), System.out::println);
    }

    static void run(ProbeArguments arguments, Consumer<ProbeLine> out) throws IOException, InterruptedException {
        final LatencyProbe probe = new LatencyProbe(arguments);
        final var rates = arguments.numbers("rates", "10,1000,100000");
        arguments.requireAllUsed();
        try (CaptureManager manager = CaptureManager.open()) {
            long warmUpFrames = FIRST_WARM_UP_FRAMES;
            for (long rate : rates) {
                out.accept(probe.measure(manager, rate, warmUpFrames));
                warmUpFrames = WARM_UP_FRAMES;
            }
        }
    }

    private ProbeLine measure(CaptureManager manager, long pps, long warmUpFrames)
            throws IOException, InterruptedException {
        final NanoWallClock clock = NanoWallClock.measured();
        final DelayMeter meter = new DelayMeter(clock.ahead(aheadNs), warmUpFrames);
        final FrameSender.Traffic measured = FrameSender.Traffic.of(FRAME_BYTES, pps, Math.max(seconds, samples / pps))
                .from(warmUpFrames + gap);
        final long rxBefore = link.rxPackets();
        final long sent;
        final CaptureSession session = manager.capture(link.spec().build())
                .config(profile.config())
                .sink(Sinks.handler(meter))
                .start();
        try (session;
                FrameSender warmUp = link.send(
                        FrameSender.Traffic.of(FRAME_BYTES, WARM_UP_PPS, 60).count(warmUpFrames))) {
            final long warmUpSent = warmUp.awaitSent();
            try (FrameSender sender = link.send(measured)) {
                sent = warmUpSent + sender.awaitSent();
            }
            session.stop();
            session.await(END);
        }
        final ProbeLine line = ProbeLine.of(SUITE, profile.row(), measured.label(), round)
                .put(meter.delays())
                .put("clock_error_us", clock.errorNs() / 1e3);
        return DeliveryAccount.of(sent, link.rxPackets() - rxBefore, session.stats(), meter.tally())
                .addTo(line);
    }
}
