package io.ringcap.bench.live.probe;

import io.ringcap.CaptureManager;
import io.ringcap.CaptureSession;
import io.ringcap.message.CaptureStats;
import io.ringcap.sink.Sinks;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Measures what 1, 4, 16 and 64 sessions cost that share one stream of packets, each with a filter for a UDP port of its own: the
 * total rate is the same for any number of them.
 *
 * <pre>--sessions 1,4,16,64 --profile small --pps 100000 --seconds S --round N
 * self-test: --spin-ns N makes each packet take that long, --gap N leaves out as many numbers</pre>
 *
 * The CPU time is that of all threads of the process, while the sender sends; what the kernel does in the sender's context, the
 * filters of all sockets among it, is not in it.
 */
final class SessionsProbe {
    static final String SUITE = "sessions";

    private static final int FRAME_BYTES = 64;
    private static final long WARM_UP_MS = 300;
    private static final Duration END = Duration.ofSeconds(30);

    private final ProbeLink link;
    private final ProbeProfile profile;
    private final long pps;
    private final double seconds;
    private final long spinNs;
    private final long gap;
    private final long round;

    private SessionsProbe(ProbeArguments arguments) {
        this.link = ProbeLink.of(arguments);
        this.profile = ProbeProfile.of(arguments.text("profile", "small"));
        this.pps = arguments.number("pps", 100_000);
        this.seconds = arguments.decimal("seconds", 5);
        this.spinNs = arguments.number("spin-ns", 0);
        this.gap = arguments.number("gap", 0);
        this.round = arguments.number("round", 1);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        run(new ProbeArguments(arguments), System.out::println);
    }

    static void run(ProbeArguments arguments, Consumer<ProbeLine> out) throws IOException, InterruptedException {
        final SessionsProbe probe = new SessionsProbe(arguments);
        final var counts = arguments.numbers("sessions", "1,4,16,64");
        arguments.requireAllUsed();
        try (CaptureManager manager = CaptureManager.open()) {
            probe.measure(manager, 1); // Warms the JVM up.
            for (long count : counts) {
                out.accept(probe.measure(manager, Math.toIntExact(count)));
            }
        }
    }

    private ProbeLine measure(CaptureManager manager, int count) throws IOException, InterruptedException {
        final List<ArrivalTally> tallies = new ArrayList<>();
        final List<CaptureSession> sessions = new ArrayList<>();
        final FrameSender.Traffic traffic =
                FrameSender.Traffic.of(FRAME_BYTES, pps, seconds).toPorts(count);
        final long rxBefore = link.rxPackets();
        try {
            for (int i = 0; i < count; i++) {
                final ArrivalTally tally = new ArrivalTally(count);
                tallies.add(tally);
                sessions.add(manager.capture(link.spec()
                                .filter("udp dst port " + (FrameSender.Traffic.FIRST_PORT + i))
                                .build())
                        .config(profile.config())
                        .sink(Sinks.handler(new CountingHandler(tally, spinNs)))
                        .start());
            }
            final long warmUpSent;
            try (FrameSender warmUp = link.send(traffic.count(pps * WARM_UP_MS / 1000))) {
                warmUpSent = warmUp.awaitSent();
            }
            final ThreadsCpu before = ThreadsCpu.now();
            final long begin = System.nanoTime();
            final long sent;
            try (FrameSender sender = link.send(traffic.from(warmUpSent + gap * count))) {
                sent = sender.awaitSent();
            }
            final double measuredSeconds = (System.nanoTime() - begin) / 1e9;
            final long cpuNs = ThreadsCpu.now().since(before);
            final long threads = liveThreads();
            for (CaptureSession session : sessions) {
                session.stop();
            }
            for (CaptureSession session : sessions) {
                session.await(END);
            }
            return sum(warmUpSent + sent, link.rxPackets() - rxBefore, sessions, tallies)
                    .addTo(ProbeLine.of(SUITE, profile.row() + "-" + count, traffic.label(), round)
                            .put("sessions", count)
                            .put("threads", threads)
                            .put("cpu_ns_per_packet", (double) cpuNs / sent)
                            .put("cpu_percent", cpuNs / 1e7 / measuredSeconds)
                            .put("pps", sent / measuredSeconds));
        } finally {
            sessions.forEach(CaptureSession::close);
        }
    }

    private static DeliveryAccount sum(long sent, long rx, List<CaptureSession> sessions, List<ArrivalTally> tallies) {
        long received = 0;
        long dropped = 0;
        for (CaptureSession session : sessions) {
            final CaptureStats stats = session.stats();
            received += stats.received();
            dropped += stats.droppedKernel();
        }
        return new DeliveryAccount(
                sent,
                rx,
                received,
                dropped,
                tallies.stream().mapToLong(ArrivalTally::packets).sum(),
                tallies.stream().mapToLong(ArrivalTally::missing).sum());
    }

    private static long liveThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("ringcap"))
                .count();
    }
}
