package io.ringcap.bench.live;

import java.time.Duration;

/**
 * What a packet costs, at a rate that all can take and as fast as the sender goes, with the buffers that each has by default and a
 * ring of files that has turned before: large buffers and new files are memory that nobody has touched, which costs all of
 * them more than packets do, but only once. Stateless.
 */
final class CpuSuite implements Suite {
    static final String FLAT_OUT = "cpu-flat";

    private static final Duration QUICK_RUN = Duration.ofSeconds(6);
    private static final Duration RUN = Duration.ofSeconds(11);
    private static final double PPS = 100_000;
    private static final double QUICK_SECONDS = 1;
    private static final double QUICK_WARM_UP_SECONDS = 2;
    private static final double SECONDS = 3;
    // A JVM compiles what runs often: the sooner, the more there is of it.
    private static final double WARM_UP_PPS = 300_000;
    private static final double WARM_UP_SECONDS = 4;

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public void run(Setting setting) throws Exception {
        final Traffic measured = Traffic.ofSize(64).forSeconds(setting.isQuick() ? QUICK_SECONDS : SECONDS);
        final double warmUp = setting.isQuick() ? QUICK_WARM_UP_SECONDS : WARM_UP_SECONDS;
        for (int round = 1; round <= setting.rounds(); round++) {
            for (Recorder recorder : Rows.of(setting)) {
                if (!setting.hasTimeFor((setting.isQuick() ? QUICK_RUN : RUN).multipliedBy(2))) {
                    setting.results().remark("cpu: no time for round %d from %s on".formatted(round, recorder.row()));
                    return;
                }
                new Measuring(setting, name())
                        .runAndAdd(
                                recorder,
                                measured.atRate(PPS),
                                Buffers.STEADY,
                                measured.atRate(WARM_UP_PPS).forSeconds(warmUp),
                                round);
                new Measuring(setting, FLAT_OUT)
                        .runAndAdd(recorder, measured, Buffers.STEADY, measured.forSeconds(warmUp), round);
            }
        }
    }
}
