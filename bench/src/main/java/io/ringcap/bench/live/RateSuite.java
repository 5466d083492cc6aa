package io.ringcap.bench.live;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The highest rate at which nothing is lost, by binary search. Used once, by the harness's thread. */
final class RateSuite implements Suite {
    private static final Duration PROBE = Duration.ofSeconds(5);
    private static final double LEAST_PPS = 10_000;
    private static final int STEPS = 6;
    private static final int QUICK_STEPS = 4;
    private static final double SECONDS = 1.5;
    private static final double QUICK_SECONDS = 1;
    /** A probe in which the sender was slower than that says nothing about the rate that was asked for. */
    private static final double NEAR_ENOUGH = 0.95;

    @Override
    public String name() {
        return "rate";
    }

    @Override
    public void run(Setting setting) throws Exception {
        final double seconds = setting.isQuick() ? QUICK_SECONDS : SECONDS;
        final List<Traffic> traffics = setting.isQuick()
                ? List.of(Traffic.ofSize(64).forSeconds(seconds))
                : List.of(
                        Traffic.ofSize(64).forSeconds(seconds),
                        Traffic.mixed().forSeconds(seconds),
                        Traffic.ofSize(1514).forSeconds(seconds));
        for (Traffic traffic : traffics) {
            for (Recorder recorder : setting.isQuick() ? Rows.recording(setting) : Rows.of(setting)) {
                if (!setting.hasTimeFor(PROBE)) {
                    setting.results()
                            .remark("rate: no time from %s at %s on".formatted(recorder.row(), traffic.name()));
                    return;
                }
                new Search(setting, recorder, traffic).run();
            }
        }
    }

    /** The search for one row. */
    private static final class Search {
        private final Setting setting;
        private final Recorder recorder;
        private final Traffic traffic;
        private final Measuring measuring;
        private int probes;
        private final List<String> troubles = new ArrayList<>();
        private double senderPps;
        private double heldPps;
        private boolean isOutOfTime;
        private boolean isSenderTheLimit;

        Search(Setting setting, Recorder recorder, Traffic traffic) {
            this.setting = setting;
            this.recorder = recorder;
            this.traffic = traffic;
            this.measuring = new Measuring(setting, "rate");
        }

        void run() throws Exception {
            final ResultLine line = new ResultLine("rate", recorder.row(), traffic.name(), 1);
            try {
                if (isLosslessTwice(traffic)) {
                    isSenderTheLimit = true;
                } else {
                    RateSearch.highest(
                            LEAST_PPS,
                            Math.max(senderPps, LEAST_PPS * 2),
                            setting.isQuick() ? QUICK_STEPS : STEPS,
                            rate -> isLosslessTwice(traffic.atRate(rate)));
                }
            } catch (IOException | RuntimeException e) {
                measuring.addFailure(line, e);
                return;
            }
            setting.results()
                    .add(line.put("lossless_pps", heldPps)
                            .put("is_sender_the_limit", isSenderTheLimit)
                            .put("flat_out_pps", senderPps)
                            .put("probes", probes)
                            .put("is_out_of_time", isOutOfTime)
                            .put("accounted", troubles.isEmpty())
                            .put("trouble", String.join("; ", troubles)));
        }

        private boolean isLosslessTwice(Traffic probed) throws Exception {
            double slowest = Double.MAX_VALUE;
            for (int i = 0; i < 2; i++) {
                final Optional<MeasuredRun> run = probe(probed);
                if (run.isEmpty() || !run.get().isLossless()) {
                    return false;
                }
                slowest = Math.min(slowest, run.get().pps());
            }
            // What the sender did counts, not what it was asked to do.
            heldPps = Math.max(heldPps, slowest);
            isSenderTheLimit |= slowest < probed.pps() * NEAR_ENOUGH;
            return true;
        }

        private Optional<MeasuredRun> probe(Traffic probed) throws Exception {
            if (!setting.hasTimeFor(PROBE)) {
                isOutOfTime = true;
                return Optional.empty();
            }
            probes++;
            final MeasuredRun run = measuring.run(recorder, probed, Buffers.SMALL);
            senderPps = Math.max(senderPps, run.pps());
            troubles.addAll(run.accounting().troubles());
            return Optional.of(run);
        }
    }
}
