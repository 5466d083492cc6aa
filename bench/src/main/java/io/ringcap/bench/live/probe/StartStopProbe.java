package io.ringcap.bench.live.probe;

import io.ringcap.CaptureManager;
import io.ringcap.CaptureSession;
import io.ringcap.bench.live.Medians;
import io.ringcap.bench.live.SentFrame;
import io.ringcap.sink.Sinks;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Measures how long a capture takes to start and to stop on a warm JVM: on a silent link, beside light traffic, and under load.
 *
 * <pre>--profile throughput|latency --rates 0,10000,200000 (0: silent) --times 20 --round N
 * self-test: --delay-ms N waits before each start and each stop, within what is measured</pre>
 *
 * Started is when {@code start()} returns: what arrives from then on is captured. The first packet is when the handler gets it,
 * counted from the call of {@code start()}. A hole in the numbers of what came before it was started is told apart.
 */
final class StartStopProbe {
    static final String SUITE = "start-stop";

    private static final int FRAME_BYTES = 64;
    private static final int WARM_UPS = 20;
    private static final long RUN_MS = 20;
    private static final double LONGEST_SECONDS = 120;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ProbeLink link;
    private final ProbeProfile profile;
    private final long times;
    private final long delayMs;
    private final long round;
    private final NanoWallClock clock = NanoWallClock.measured();
    private final List<Double> startedMs = new ArrayList<>();
    private final List<Double> firstPacketMs = new ArrayList<>();
    private final List<Double> stoppedMs = new ArrayList<>();
    private long missingAtStart;

    private StartStopProbe(ProbeArguments arguments) {
        this.link = ProbeLink.of(arguments);
        this.profile = ProbeProfile.of(arguments.text("profile", "throughput"));
        this.times = arguments.number("times", 20);
        this.delayMs = arguments.number("delay-ms", 0);
        this.round = arguments.number("round", 1);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        run(new ProbeArguments(arguments), System.out::println);
    }

    static void run(ProbeArguments arguments, Consumer<ProbeLine> out) throws IOException, InterruptedException {
        final StartStopProbe probe = new StartStopProbe(arguments);
        final var rates = arguments.numbers("rates", "0,10000,200000");
        arguments.requireAllUsed();
        try (CaptureManager manager = CaptureManager.open()) {
            probe.measure(manager, 10_000, WARM_UPS);
            for (long rate : rates) {
                out.accept(probe.measure(manager, rate, probe.times));
            }
        }
    }

    private ProbeLine measure(CaptureManager manager, long pps, long cycles) throws IOException, InterruptedException {
        startedMs.clear();
        firstPacketMs.clear();
        stoppedMs.clear();
        missingAtStart = 0;
        boolean isAccounted = true;
        final FrameSender.Traffic traffic = FrameSender.Traffic.of(FRAME_BYTES, pps, LONGEST_SECONDS);
        final FrameSender sender = pps == 0 ? null : link.send(traffic);
        try {
            awaitTraffic(pps);
            for (long i = 0; i < cycles; i++) {
                isAccounted &= cycle(manager, pps > 0);
            }
        } finally {
            if (sender != null) {
                sender.close();
            }
        }
        final ProbeLine line = ProbeLine.of(SUITE, profile.row(), pps == 0 ? "silent" : traffic.label(), round)
                .put("times", cycles)
                .put("started_ms", Medians.of(startedMs).orElse(0))
                .put("started_longest_ms", Medians.highest(startedMs).orElse(0));
        if (pps > 0) {
            line.put("first_packet_ms", Medians.of(firstPacketMs).orElse(0))
                    .put(
                            "first_packet_longest_ms",
                            Medians.highest(firstPacketMs).orElse(0));
        }
        return line.put("stopped_ms", Medians.of(stoppedMs).orElse(0))
                .put("stopped_longest_ms", Medians.highest(stoppedMs).orElse(0))
                .put("missing_at_start", missingAtStart)
                .put("accounted", isAccounted);
    }

    /** One start and stop; says whether everything received was delivered or dropped. */
    private boolean cycle(CaptureManager manager, boolean hasTraffic) throws IOException, InterruptedException {
        final CountDownLatch first = new CountDownLatch(1);
        final AtomicLong firstNs = new AtomicLong();
        final ArrivalTally tally = new ArrivalTally(1);
        final CaptureSession.Builder builder = manager.capture(link.spec().build())
                .config(profile.config())
                .sink(Sinks.handler(packet -> {
                    if (first.getCount() > 0) {
                        firstNs.set(System.nanoTime());
                        first.countDown();
                    }
                    tally.accept(SentFrame.sequence(packet), packet.timestampNs());
                }));
        final long begin = System.nanoTime();
        Thread.sleep(delayMs);
        try (CaptureSession session = builder.start()) {
            startedMs.add((System.nanoTime() - begin) / NANOS_PER_MILLI);
            final long startedNs = clock.nanos();
            if (hasTraffic) {
                if (!first.await(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                    throw new IOException("no packet came within " + PATIENCE + ": does the sender run?");
                }
                firstPacketMs.add((firstNs.get() - begin) / NANOS_PER_MILLI);
            }
            Thread.sleep(RUN_MS);
            final long stop = System.nanoTime();
            Thread.sleep(delayMs);
            session.stop();
            session.await(PATIENCE);
            stoppedMs.add((System.nanoTime() - stop) / NANOS_PER_MILLI);
            final long dropped = session.stats().droppedKernel();
            final long atStart = tally.missingBefore(startedNs);
            missingAtStart += atStart;
            return session.stats().received() == tally.packets() + dropped
                    && tally.missing() - atStart <= dropped
                    && session.stats().undrained() == 0;
        }
    }

    /** Waits until the sender really sends, so that the first capture does not wait for its start. */
    private void awaitTraffic(long pps) throws IOException, InterruptedException {
        final long before = link.rxPackets();
        final long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (pps > 0 && link.rxPackets() == before) {
            if (System.nanoTime() > deadline) {
                throw new IOException("the sender sent nothing within " + PATIENCE + ": does it run?");
            }
        }
    }
}
