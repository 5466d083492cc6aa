package io.ringcap.bench.live;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The largest burst after idleness that is taken without loss, with the buffers that each has by default. Stateless. */
final class BurstSuite implements Suite {
    private static final Duration PROBE = Duration.ofSeconds(5);
    private static final long FIRST = 8192;
    private static final long MOST = 1 << 21;
    private static final int FACTOR = 2;
    private static final int QUICK_FACTOR = 8;
    private static final double SECONDS = 5;

    @Override
    public String name() {
        return "burst";
    }

    @Override
    public void run(Setting setting) throws Exception {
        final Measuring measuring = new Measuring(setting, name());
        for (Recorder recorder : Rows.recording(setting)) {
            if (!setting.hasTimeFor(PROBE)) {
                setting.results().remark("burst: no time from " + recorder.row() + " on");
                return;
            }
            final ResultLine line = new ResultLine(name(), recorder.row(), "64", 1);
            try {
                setting.results().add(search(setting, measuring, recorder, line));
            } catch (IOException | RuntimeException e) {
                measuring.addFailure(line, e);
            }
        }
    }

    private static ResultLine search(Setting setting, Measuring measuring, Recorder recorder, ResultLine line)
            throws IOException, InterruptedException {
        long absorbed = 0;
        long tried = 0;
        final List<String> troubles = new ArrayList<>();
        boolean isLossless = true;
        final int factor = setting.isQuick() ? QUICK_FACTOR : FACTOR;
        for (long burst = FIRST; isLossless && burst <= MOST && setting.hasTimeFor(PROBE); burst *= factor) {
            final MeasuredRun run =
                    measuring.run(recorder, Traffic.ofSize(64).ofCount(burst).forSeconds(SECONDS), Buffers.DEFAULT);
            tried = run.accounting().sent();
            isLossless = run.isLossless();
            if (isLossless) {
                absorbed = tried;
            }
            troubles.addAll(run.accounting().troubles());
        }
        line.put("absorbed_frames", absorbed).put("largest_tried", tried).put("is_limit_found", !isLossless);
        return line.put("accounted", troubles.isEmpty()).put("trouble", String.join("; ", troubles));
    }
}
