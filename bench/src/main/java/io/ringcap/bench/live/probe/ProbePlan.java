package io.ringcap.bench.live.probe;

import java.util.ArrayList;
import java.util.List;

/**
 * What is measured in one round, in this order: each step is one program, and those that are compared stand in turn. Immutable.
 *
 * @param rounds how many times all steps are done
 * @param steps the steps of one round
 */
record ProbePlan(int rounds, List<Step> steps) {

    /** One probe in a JVM of its own. */
    record Step(String suite, Class<?> probe, List<String> arguments) {}

    /** Less than a minute in all; its figures are for a look. */
    static ProbePlan quick(String cLatency) {
        return new ProbePlan(1, steps(cLatency, "0.8", "1", "1", "5", "3"));
    }

    /** Less than twelve minutes in all. */
    static ProbePlan full(String cLatency) {
        return new ProbePlan(3, steps(cLatency, "6", "150", "6", "20", "10"));
    }

    private static List<Step> steps(
            String cLatency, String latency, String samples, String seconds, String starts, String stops) {
        final List<Step> steps = new ArrayList<>();
        for (String profile : List.of("throughput", "latency")) {
            steps.add(step(
                    LatencyProbe.SUITE,
                    LatencyProbe.class,
                    "profile",
                    profile,
                    "seconds",
                    latency,
                    "samples",
                    samples));
            final String immediate = "latency".equals(profile) ? "1" : "0";
            steps.add(step(
                    LatencyProbe.SUITE,
                    CLoopLatency.class,
                    "program",
                    cLatency,
                    "immediate",
                    immediate,
                    "seconds",
                    latency,
                    "samples",
                    samples));
        }
        for (String pauses : List.of("none", "gc", "safepoint")) {
            steps.add(step(PausesProbe.SUITE, PausesProbe.class, "pauses", pauses, "seconds", seconds));
        }
        steps.add(step(SessionsProbe.SUITE, SessionsProbe.class, "seconds", seconds));
        for (String profile : List.of("throughput", "latency")) {
            steps.add(step(StartStopProbe.SUITE, StartStopProbe.class, "profile", profile, "times", starts));
            steps.add(step(StopLossProbe.SUITE, StopLossProbe.class, "profile", profile, "times", stops));
        }
        return List.copyOf(steps);
    }

    private static Step step(String suite, Class<?> probe, String... namesAndValues) {
        final List<String> arguments = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            arguments.add("--" + namesAndValues[i]);
            arguments.add(namesAndValues[i + 1]);
        }
        return new Step(suite, probe, List.copyOf(arguments));
    }
}
