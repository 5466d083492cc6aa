package io.ringcap.bench.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The live harness: runs its suites one after the other within their time, then prints a table. A program of its own;
 * everything in it happens on the main thread.
 */
public final class LiveBench {
    /** All suites in their order, with their shares of the time, in seconds of a quick and of a full run. */
    private static final List<Planned> PLAN = List.of(
            new Planned(new FileSuite(), 24, 140),
            new Planned(new FlatSuite(), 34, 790),
            new Planned(new CpuSuite(), 46, 790),
            new Planned(new StopSuite(), 18, 140),
            new Planned(new BurstSuite(), 10, 110),
            new Planned(new RateSuite(), 18, 330));

    private static final int USAGE = 2;
    private static final int PREREQUISITE = 3;
    // Two rings of files at once, and as much again, so that the disk's reserve is never touched.
    private static final long ROOM_BYTES = 3L << 30;
    private static final double NANOS_PER_SECOND = 1e9;

    private LiveBench() {}

    private record Planned(Suite suite, int quickShare, int fullShare) {
        int share(LiveOptions options) {
            return options.isQuick() ? quickShare : fullShare;
        }

        boolean isWanted(LiveOptions options) {
            return options.only().isEmpty() || options.only().contains(suite.name());
        }
    }

    /** Exit code 0 when everything was measured, whatever the figures; 1 when not, or when the self-test fails. */
    public static void main(String[] arguments) throws Exception {
        final LiveOptions options;
        try {
            options = LiveOptions.of(arguments);
            requireKnown(options.only());
        } catch (IllegalArgumentException e) {
            System.err.println("bench/live/run: " + e.getMessage());
            System.exit(USAGE);
            return;
        }
        if (Files.exists(options.out()) && !Files.isDirectory(options.out())) {
            System.err.println("bench/live/run: --out must be a folder, and " + options.out() + " is none");
            System.exit(USAGE);
            return;
        }
        Files.createDirectories(options.out());
        if (Files.getFileStore(options.out()).getUsableSpace() < ROOM_BYTES) {
            System.err.println("bench/live/run: there are less than 3 GiB free in " + options.out()
                    + ", and a full disk is not what is measured; choose another folder with --out");
            System.exit(PREREQUISITE);
            return;
        }
        final boolean isGood;
        try (RecordedFolder folder = RecordedFolder.in(options.out(), "recorded-");
                BenchNetwork network = BenchNetwork.open(Tools.ofCheckout(), 1)) {
            isGood = options.isSelfTest()
                    ? new SelfTest(network, Tools.ofCheckout(), folder.path(), System.out).run()
                    : measure(options, network, folder.path());
        } catch (IOException | IllegalStateException e) {
            if (!ExitWork.isEnding()) {
                throw e;
            }
            System.err.println("bench/live/run: interrupted; what was measured is in " + options.out());
            return;
        }
        if (!isGood) {
            System.exit(1);
        }
    }

    private static void requireKnown(List<String> names) {
        final List<String> known =
                PLAN.stream().map(planned -> planned.suite().name()).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("no suite '" + name + "'; there are " + String.join(", ", known));
            }
        }
    }

    private static boolean measure(LiveOptions options, BenchNetwork network, Path folder)
            throws IOException, InterruptedException {
        final Results results = new Results(options.out().resolve("live.jsonl"));
        results.add(Machine.describe());
        final List<Planned> wanted =
                PLAN.stream().filter(planned -> planned.isWanted(options)).toList();
        final long endNs = System.nanoTime() + options.budget().toNanos();
        int shares = wanted.stream().mapToInt(planned -> planned.share(options)).sum();
        boolean isGood = true;
        for (Planned planned : wanted) {
            // What one suite leaves of its time is shared by those that follow.
            final long nowNs = System.nanoTime();
            final long deadlineNs = nowNs
                    + (long) Math.min(
                            (double) (endNs - nowNs) * planned.share(options) / shares, seconds(planned, options));
            shares -= planned.share(options);
            final Setting setting = new Setting(
                    network,
                    results,
                    Tools.ofCheckout(),
                    folder,
                    options.effectiveRounds(),
                    options.isQuick(),
                    deadlineNs);
            isGood &= isRun(planned.suite(), setting);
        }
        new Summary(System.out, results).print();
        return isGood;
    }

    /** Twice its share is always enough: the rest is left for nobody, so that a run of one suite ends soon. */
    private static double seconds(Planned planned, LiveOptions options) {
        return 2.0 * planned.share(options) * NANOS_PER_SECOND;
    }

    private static boolean isRun(Suite suite, Setting setting) throws IOException {
        final long beginNs = System.nanoTime();
        try {
            suite.run(setting);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (Exception e) {
            setting.results().remark(suite.name() + " failed: " + e);
            e.printStackTrace();
            return false;
        } finally {
            setting.results()
                    .add(new ResultLine("harness", suite.name(), "", 0)
                            .put(
                                    "seconds",
                                    Duration.ofNanos(System.nanoTime() - beginNs)
                                                    .toMillis()
                                            / 1e3));
        }
    }
}
