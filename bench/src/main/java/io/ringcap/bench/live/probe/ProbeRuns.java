package io.ringcap.bench.live.probe;

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
 * Runs all probes on a link that is there already, each in a JVM of its own, prints what each says and a table of medians.
 *
 * <pre>--mode quick|full|self-test --only SUITE,... --rounds N --out FOLDER --c-latency PROGRAM, and those of the link</pre>
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
        final ProbeArguments options;
        final ProbeLink link;
        final String mode;
        final Set<String> only;
        final long rounds;
        final Path folder;
        final String cLatency;
        try {
            options = new ProbeArguments(arguments);
            link = ProbeLink.of(options);
            mode = options.text("mode", "full");
            only = Set.of(options.text("only", ALL).split(",", -1));
            rounds = options.number("rounds", 0);
            folder = Path.of(options.text("out", System.getProperty("java.io.tmpdir") + "/ringcap-bench"));
            cLatency = options.text("c-latency");
            options.requireAllUsed();
            if (!Set.of(ALL.split(",", -1)).containsAll(only)) {
                throw new IllegalArgumentException("--only knows " + ALL);
            }
        } catch (IllegalArgumentException e) {
            System.err.println("probes: " + e.getMessage());
            System.exit(2);
            return;
        }
        if ("self-test".equals(mode)) {
            System.exit(ProbeSelfTest.run(link, cLatency, System.out::println) ? 0 : 1);
        }
        final Path results = Files.createDirectories(folder).resolve("probes.jsonl");
        Files.writeString(results, "");
        final ProbePlan plan = "quick".equals(mode) ? ProbePlan.quick(cLatency) : ProbePlan.full(cLatency);
        final ProbeRuns runs = new ProbeRuns(link, line -> {
            System.out.println(line);
            append(results, line);
        });
        final int times = rounds > 0 ? Math.toIntExact(rounds) : plan.rounds();
        System.out.print(new ProbeTable(runs.all(plan, times, only)));
        if (runs.hasFailed) {
            System.exit(1);
        }
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
