package io.ringcap.bench.live.probe;

import io.ringcap.bench.live.BenchNetwork;
import io.ringcap.bench.live.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Makes a link and runs all probes on it, each in a JVM of its own, prints what each says and a table of medians.
 *
 * <pre>--mode quick|full|self-test --only SUITE,... --rounds N --out FOLDER</pre>
 */
public final class ProbeRuns {
    private static final double LONGEST_SECONDS = 180;
    private static final String ALL = "latency,pauses,sessions,start-stop,stop-loss";

    private final ProbeLink link;
    private final Consumer<String> out;
    private boolean hasFailed;

    private ProbeRuns(ProbeLink link, Consumer<String> out) {
        this.link = link;
        this.out = out;
    }

    /** Exits with 1 when a probe or a self-test fails, 2 when the options make no sense. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        final String mode;
        final Set<String> only;
        final int rounds;
        final Path folder;
        try {
            final ProbeArguments options = new ProbeArguments(arguments);
            mode = options.text("mode", "full");
            only = Set.of(options.text("only", ALL).split(",", -1));
            rounds = Math.toIntExact(options.number("rounds", 0));
            folder = Path.of(options.text("out", System.getProperty("java.io.tmpdir") + "/ringcap-bench"));
            options.requireAllUsed();
            if (!Set.of(ALL.split(",", -1)).containsAll(only)) {
                throw new IllegalArgumentException("--only knows " + ALL);
            }
        } catch (IllegalArgumentException e) {
            System.err.println("probes: " + e.getMessage());
            System.exit(2);
            return;
        }
        final Tools tools = Tools.ofCheckout();
        final String cLatency = tools.latencyLoop().toString();
        final boolean isGood;
        try (BenchNetwork network = BenchNetwork.open(tools, 1)) {
            final ProbeLink link = ProbeLink.of(network, tools);
            isGood = "self-test".equals(mode)
                    ? ProbeSelfTest.run(link, cLatency, System.out::println)
                    : measure(
                            link,
                            "quick".equals(mode) ? ProbePlan.quick(cLatency) : ProbePlan.full(cLatency),
                            rounds,
                            only,
                            folder);
        }
        if (!isGood) {
            System.exit(1);
        }
    }

    /** Whether no probe failed. */
    private static boolean measure(ProbeLink link, ProbePlan plan, int rounds, Set<String> only, Path folder)
            throws IOException, InterruptedException {
        final Path results = Files.createDirectories(folder).resolve("probes.jsonl");
        Files.writeString(results, "");
        final ProbeRuns runs = new ProbeRuns(link, line -> {
            System.out.println(line);
            append(results, line);
        });
        System.out.print(new ProbeTable(runs.all(plan, rounds > 0 ? rounds : plan.rounds(), only)));
        return !runs.hasFailed;
    }

    private List<ProbeLine> all(ProbePlan plan, int rounds, Set<String> only) throws InterruptedException {
        final List<ProbeLine> lines = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            for (ProbePlan.Step step : plan.steps()) {
                if (only.contains(step.suite())) {
                    lines.addAll(run(step, round));
                }
            }
        }
        return lines;
    }

    /** One that fails is told, and the others go on. */
    private List<ProbeLine> run(ProbePlan.Step step, int round) throws InterruptedException {
        final List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("java.class.path"),
                step.probe().getName()));
        command.addAll(link.asArguments());
        command.addAll(step.arguments());
        command.addAll(List.of("--round", Integer.toString(round)));
        try (ChildProgram probe = ChildProgram.start(command)) {
            final List<String> printed = probe.awaitLines(LONGEST_SECONDS);
            printed.forEach(out);
            return printed.stream().map(ProbeLine::parse).toList();
        } catch (IOException e) {
            hasFailed = true;
            System.err.println("probes: " + e.getMessage());
            return List.of();
        }
    }

    private static void append(Path file, String line) {
        try {
            Files.writeString(file, line + "\n", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new IllegalStateException("cannot write " + file + "; choose another folder with --out", e);
        }
    }
}
