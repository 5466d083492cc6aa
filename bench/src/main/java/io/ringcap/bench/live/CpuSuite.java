package io.ringcap.bench.live;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * What a packet costs, at a rate that all can take and as fast as the sender goes, with the buffers that each has by default and a
 * ring of files that has turned before: large buffers and new files are memory that nobody has touched, which costs all of
 * them more than packets do, but only once. Stateless.
 */
final class CpuSuite implements Suite {
    static final String FLAT_OUT = "cpu-flat";

    private static final Duration QUICK_RUN = Duration.ofSeconds(9);
    private static final Duration RUN = Duration.ofSeconds(20);
    private static final double PPS = 100_000;
    private static final double QUICK_SECONDS = 1;
    private static final double QUICK_WARM_UP_SECONDS = 3;
    private static final double SECONDS = 3;
    // A JVM compiles what runs often: the sooner, the more there is of it.
    private static final double WARM_UP_SECONDS = 8;

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public void run(Setting setting) throws Exception {
        for (int round = 1; round <= setting.rounds(); round++) {
            for (Recorder recorder : Rows.of(setting)) {
                if (!setting.hasTimeFor(setting.isQuick() ? QUICK_RUN : RUN)) {
                    setting.results().remark("cpu: no time for round %d from %s on".formatted(round, recorder.row()));
                    return;
                }
                addRun(setting, recorder, round);
            }
        }
    }

    /** One process for both: what it has compiled for the one it has for the other. */
    private void addRun(Setting setting, Recorder recorder, int round) throws IOException, InterruptedException {
        final Measuring measuring = new Measuring(setting, name());
        final Traffic flatOut = Traffic.ofSize(64).forSeconds(setting.isQuick() ? QUICK_SECONDS : SECONDS);
        final Traffic warmUp = flatOut.forSeconds(setting.isQuick() ? QUICK_WARM_UP_SECONDS : WARM_UP_SECONDS);
        final ResultLine atFlatOut = new ResultLine(FLAT_OUT, recorder.row(), flatOut.name(), round);
        final ResultLine atRate = new ResultLine(name(), recorder.row(), flatOut.name(), round);
        try {
            final List<MeasuredRun> runs =
                    measuring.run(recorder, List.of(flatOut, flatOut.atRate(PPS)), Buffers.STEADY, warmUp);
            setting.results().add(runs.get(0).put(atFlatOut));
            setting.results().add(runs.get(1).put(atRate));
        } catch (IOException | RuntimeException e) {
            measuring.addFailure(atFlatOut, e);
            measuring.addFailure(atRate, e);
        }
    }
}
