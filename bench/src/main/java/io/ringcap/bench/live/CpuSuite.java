package io.ringcap.bench.live;

import java.time.Duration;

/**
 * What a packet costs at a rate that all can take, with the buffers that each has by default: large ones are not used at such a
 * rate, but going round in them touches all of their memory. Stateless.
 */
final class CpuSuite implements Suite {
    private static final Duration RUN = Duration.ofSeconds(12);
    private static final double PPS = 100_000;
    private static final double QUICK_SECONDS = 1;
    private static final double QUICK_WARM_UP_SECONDS = 2;
    private static final double SECONDS = 4;
    // A JVM compiles what runs often: the sooner, the more there is of it.
    private static final double WARM_UP_PPS = 300_000;
    private static final double WARM_UP_SECONDS = 6;

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public void run(Setting setting) throws Exception {
        final Measuring measuring = new Measuring(setting, name());
        final Traffic traffic = Traffic.ofSize(64).atRate(PPS).forSeconds(setting.isQuick() ? QUICK_SECONDS : SECONDS);
        final Traffic warmUp =
                traffic.atRate(WARM_UP_PPS).forSeconds(setting.isQuick() ? QUICK_WARM_UP_SECONDS : WARM_UP_SECONDS);
        for (int round = 1; round <= setting.rounds(); round++) {
            for (Recorder recorder : Rows.of(setting)) {
                if (!setting.hasTimeFor(RUN)) {
                    setting.results().remark("cpu: no time for round %d from %s on".formatted(round, recorder.row()));
                    return;
                }
                measuring.runAndAdd(recorder, traffic, Buffers.DEFAULT, warmUp, round);
            }
        }
    }
}
