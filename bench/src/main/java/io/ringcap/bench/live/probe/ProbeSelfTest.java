package io.ringcap.bench.live.probe;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Injects known delays, losses, pauses and CPU time into each kind of measurement, and checks that each is reported: nobody has to
 * believe the figures of a harness that cannot see what is there. Confined to the main thread.
 */
final class ProbeSelfTest {
    private static final int GAP = 17;

    private final ProbeLink link;
    private final Consumer<String> out;
    private boolean isGood = true;

    private ProbeSelfTest(ProbeLink link, Consumer<String> out) {
        this.link = link;
        this.out = out;
    }

    /** Prints a line for each check and says whether all were good. */
    static boolean run(ProbeLink link, String cLatency, Consumer<String> out) throws IOException, InterruptedException {
        final ProbeSelfTest test = new ProbeSelfTest(link, out);
        test.delays(cLatency);
        test.pauses();
        test.sessions();
        test.startAndStop();
        test.lossAtStop();
        return test.isGood;
    }

    /** A clock that is 50 ms ahead, which no flush interval hides; and numbers that were never sent. */
    private void delays(String cLatency) throws IOException, InterruptedException {
        final String[] plain = {"--rates", "1000", "--seconds", "1"};
        final String[] changed = {
            "--rates", "1000", "--seconds", "1", "--ahead-us", "50000", "--gap", Integer.toString(GAP)
        };
        for (String profile : List.of("throughput", "latency")) {
            compareDelays(
                    only(LatencyProbe::run, with(plain, "--profile", profile)),
                    only(LatencyProbe::run, with(changed, "--profile", profile)));
            final String immediate = "latency".equals(profile) ? "1" : "0";
            compareDelays(
                    only(CLoopLatency::run, with(plain, "--program", cLatency, "--immediate", immediate)),
                    only(CLoopLatency::run, with(changed, "--program", cLatency, "--immediate", immediate)));
        }
    }

    private void compareDelays(ProbeLine plain, ProbeLine changed) {
        final String row = plain.text("row");
        check(row + ": a clock 50 ms ahead moves p50 by ms", 50, 5, difference(plain, changed, "p50_us") / 1e3);
        check(row + ": numbers that were not sent", GAP, 0, changed.number("missing"));
        check(row + ": numbers missing without that", 0, 0, plain.number("missing"));
    }

    /** The pauses of the JVM's log, against those that a thread saw that was stopped with all others. */
    private void pauses() throws IOException, InterruptedException {
        final ProbeLine line = only(
                PausesProbe::run,
                "--pauses",
                "safepoint",
                "--pps",
                "20000",
                "--seconds",
                "3",
                "--gap",
                Integer.toString(GAP));
        final double longest = line.number("pause_longest_ms");
        check("safepoint pauses of 200 ms: the median", 200, 100, line.number("pause_median_ms"));
        check("the longest pause, as a stopped thread saw it", longest, 25, line.number("stall_longest_ms"));
        check("numbers that were not sent during pauses", GAP, 0, line.number("missing"));
    }

    private void sessions() throws IOException, InterruptedException {
        final ProbeLine plain = only(SessionsProbe::run, "--sessions", "4", "--pps", "20000", "--seconds", "2");
        final ProbeLine changed = only(
                SessionsProbe::run,
                "--sessions",
                "4",
                "--pps",
                "20000",
                "--seconds",
                "2",
                "--spin-ns",
                "10000",
                "--gap",
                Integer.toString(GAP));
        check(
                "4 sessions: 10 us more for each packet, in ns",
                10_000,
                2500,
                difference(plain, changed, "cpu_ns_per_packet"));
        check("4 sessions: numbers that were not sent", 4 * GAP, 0, changed.number("missing"));
    }

    private void startAndStop() throws IOException, InterruptedException {
        final ProbeLine plain = only(StartStopProbe::run, "--rates", "10000", "--times", "5");
        final ProbeLine changed = only(StartStopProbe::run, "--rates", "10000", "--times", "5", "--delay-ms", "100");
        for (String name : List.of("started_ms", "first_packet_ms", "stopped_ms")) {
            check("a start and stop 100 ms later, " + name, 100, 30, difference(plain, changed, name));
        }
    }

    private void lossAtStop() throws IOException, InterruptedException {
        final ProbeLine hole = only(StopLossProbe::run, "--times", "2", "--gap", Integer.toString(GAP));
        check("packets ignored in the middle of 2 runs", 2 * GAP, 0, hole.number("lost_before_stop"));
        check("the same as a hole in the numbers", 2 * GAP, 0, hole.number("missing"));
        final ProbeLine tail = only(StopLossProbe::run, "--times", "2", "--deaf-ms", "30");
        check("packets ignored before the stop", tail.number("ignored"), 0, tail.number("lost_before_stop"));
        check("how many that were, of 3000", 3000, 2000, tail.number("ignored"));
    }

    private void check(String what, double injected, double tolerance, double reported) {
        final boolean isReported = Math.abs(reported - injected) <= tolerance;
        isGood &= isReported;
        out.accept(String.format(
                "%s  %s: injected %.1f, reported %.1f", isReported ? "ok  " : "FAIL", what, injected, reported));
    }

    private static double difference(ProbeLine plain, ProbeLine changed, String name) {
        return changed.number(name) - plain.number(name);
    }

    /** Runs a probe within this JVM and returns the one line that it gives. */
    private ProbeLine only(Probe probe, String... arguments) throws IOException, InterruptedException {
        final List<String> all = new ArrayList<>(link.asArguments());
        all.addAll(List.of(arguments));
        final List<ProbeLine> lines = new ArrayList<>();
        probe.run(new ProbeArguments(all.toArray(String[]::new)), lines::add);
        return lines.get(0);
    }

    private static String[] with(String[] arguments, String... more) {
        final List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @FunctionalInterface
    private interface Probe {
        void run(ProbeArguments arguments, Consumer<ProbeLine> lines) throws IOException, InterruptedException;
    }
}
