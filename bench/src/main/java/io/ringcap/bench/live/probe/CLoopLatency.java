package io.ringcap.bench.live.probe;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * The same measurement as {@link LatencyProbe} with {@code c_latency} in Ringcap's place, which measures by itself: the JVM only
 * starts it and the sender.
 *
 * <pre>--program c_latency --immediate 0|1 --rates 10,1000,100000 --seconds S --samples N --round N; self-test: --ahead-us N --gap N</pre>
 */
final class CLoopLatency {
    private static final long WARM_UP_FRAMES = 20_000;
    private static final long WARM_UP_PPS = 100_000;
    private static final double LONGEST_SECONDS = 600;

    private final ProbeLink link;
    private final Path program;
    private final long immediate;
    private final double seconds;
    private final double samples;
    private final long aheadUs;
    private final long gap;
    private final long round;

    private CLoopLatency(ProbeArguments arguments) {
        this.link = ProbeLink.of(arguments);
        this.program = Path.of(arguments.text("program")).toAbsolutePath();
        this.immediate = arguments.number("immediate", 0);
        this.seconds = arguments.decimal("seconds", 5);
        this.samples = arguments.decimal("samples", 1);
        this.aheadUs = arguments.number("ahead-us", 0);
        this.gap = arguments.number("gap", 0);
        this.round = arguments.number("round", 1);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        run(new ProbeArguments(arguments), System.out::println);
    }

    static void run(ProbeArguments arguments, Consumer<ProbeLine> out) throws IOException, InterruptedException {
        final CLoopLatency loop = new CLoopLatency(arguments);
        final var rates = arguments.numbers("rates", "10,1000,100000");
        arguments.requireAllUsed();
        for (long rate : rates) {
            out.accept(loop.measure(rate));
        }
    }

    private ProbeLine measure(long pps) throws IOException, InterruptedException {
        final FrameSender.Traffic measured = FrameSender.Traffic.of(
                        LatencyProbe.FRAME_BYTES, pps, Math.max(seconds, samples / pps))
                .from(WARM_UP_FRAMES + gap);
        final long rxBefore = link.rxPackets();
        final long sent;
        final ProbeLine told;
        try (ChildProgram loop = ChildProgram.start(link.inReceivingNamespace(List.of(
                program.toString(),
                link.receiver(),
                Double.toString(LONGEST_SECONDS),
                Long.toString(immediate),
                Long.toString(WARM_UP_FRAMES),
                Long.toString(aheadUs * 1000))))) {
            if (!ProbeLine.parse(loop.awaitLine()).isTrue("ready")) {
                throw new IOException(program + " is not the program that belongs to this probe; build again");
            }
            try (FrameSender warmUp = link.send(FrameSender.Traffic.of(LatencyProbe.FRAME_BYTES, WARM_UP_PPS, 60)
                    .count(WARM_UP_FRAMES))) {
                final long warmUpSent = warmUp.awaitSent();
                try (FrameSender sender = link.send(measured)) {
                    sent = warmUpSent + sender.awaitSent();
                }
            }
            loop.interrupt();
            told = ProbeLine.parse(String.join("", loop.awaitLines(20)));
        }
        final DeliveryAccount accounting = new DeliveryAccount(
                sent,
                link.rxPackets() - rxBefore,
                (long) told.number("received"),
                (long) told.number("dropped"),
                (long) told.number("packets"),
                (long) told.number("missing"));
        final String row = immediate == 0 ? "c-loop" : "c-immediate";
        return accounting
                .addTo(ProbeLine.of(LatencyProbe.SUITE, row, measured.label(), round))
                .addAll(told);
    }
}
