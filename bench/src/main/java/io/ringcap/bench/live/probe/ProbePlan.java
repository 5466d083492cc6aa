package io.ringcap.bench.live.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is measured in one round, in this order: each step is one program, and those that are compared stand in turn. Immutable.
 *
 * @param rounds how many times all steps are done
 * @param steps the steps of one round
 */
record ProbePlan(int rounds, List<Step> steps) {
    private static final List<String> PROFILES = List.of("throughput", "latency");

    /** One probe in a JVM of its own. */
    record Step(String suite, Class<?> probe, List<String> arguments) {}

    /** How long each kind of measurement is, as its option. */
    private record Lengths(String latency, String samples, String seconds, String starts, String stops) {}

    /** Less than a minute in all; its figures are for a look. */
    static ProbePlan quick(String cLatency) {
        return new ProbePlan(1, steps(cLatency, new Lengths("0.8", "1", "1", "5", "3")));
    }

    /** Less than twelve minutes in all. */
    static ProbePlan full(String cLatency) {
        return new ProbePlan(3, steps(cLatency, new Lengths("6", "150", "6", "20", "10")));
    }

    private static List<Step> steps(String cLatency, Lengths lengths) {
        final List<Step> steps = new ArrayList<>();
        final Map<String, String> delays = Map.of("seconds", lengths.latency, "samples", lengths.samples);
        for (String profile : PROFILES) {
            final String immediate = "latency".equals(profile) ? "1" : "0";
            final Map<String, String> loop = Map.of("program", cLatency, "immediate", immediate);
            steps.add(step(LatencyProbe.SUITE, LatencyProbe.class, Map.of("profile", profile), delays));
            steps.add(step(LatencyProbe.SUITE, CLoopLatency.class, loop, delays));
        }
        final Map<String, String> seconds = Map.of("seconds", lengths.seconds);
        for (String pauses : List.of("none", "gc", "safepoint")) {
            steps.add(step(PausesProbe.SUITE, PausesProbe.class, Map.of("pauses", pauses), seconds));
        }
        steps.add(step(SessionsProbe.SUITE, SessionsProbe.class, Map.of("profile", "small"), seconds));
        for (String name : PROFILES) {
            final Map<String, String> profile = Map.of("profile", name);
            steps.add(step(StartStopProbe.SUITE, StartStopProbe.class, profile, Map.of("times", lengths.starts)));
            steps.add(step(StopLossProbe.SUITE, StopLossProbe.class, profile, Map.of("times", lengths.stops)));
        }
        return List.copyOf(steps);
    }

    private static Step step(String suite, Class<?> probe, Map<String, String> options, Map<String, String> more) {
        final List<String> arguments = new ArrayList<>();
        options.forEach((name, value) -> arguments.addAll(List.of("--" + name, value)));
        more.forEach((name, value) -> arguments.addAll(List.of("--" + name, value)));
        return new Step(suite, probe, List.copyOf(arguments));
    }
}
