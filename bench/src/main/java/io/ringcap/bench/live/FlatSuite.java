package io.ringcap.bench.live;

import java.time.Duration;
import java.util.List;

/** What is lost when the sender goes as fast as it can, by frame size. Stateless. */
final class FlatSuite implements Suite {
    private static final Duration RUN = Duration.ofSeconds(5);
    private static final double QUICK_SECONDS = 1;
    private static final double SECONDS = 1.5;
    private static final double WARM_UP_SECONDS = 0.7;

    @Override
    public String name() {
        return "flat";
    }

    @Override
    public void run(Setting setting) throws Exception {
        final Measuring measuring = new Measuring(setting, name());
        final List<Traffic> traffics = setting.isQuick()
                ? List.of(Traffic.ofSize(1514), Traffic.ofSize(64))
                : List.of(Traffic.ofSize(64), Traffic.ofSize(512), Traffic.ofSize(1514), Traffic.mixed());
        final double seconds = setting.isQuick() ? QUICK_SECONDS : SECONDS;
        for (int round = 1; round <= setting.rounds(); round++) {
            for (Traffic traffic : traffics) {
                for (Recorder recorder : Rows.of(setting)) {
                    if (!setting.hasTimeFor(RUN)) {
                        setting.results()
                                .remark("flat: no time for round %d from %s at %s on"
                                        .formatted(round, recorder.row(), traffic.name()));
                        return;
                    }
                    measuring.runAndAdd(
                            recorder,
                            traffic.forSeconds(seconds),
                            Buffers.LARGE,
                            traffic.forSeconds(WARM_UP_SECONDS),
                            round);
                }
            }
        }
    }
}
