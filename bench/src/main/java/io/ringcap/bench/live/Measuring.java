package io.ringcap.bench.live;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs one recorder at a time and measures it. Used by the harness's thread. */
final class Measuring {
    // What the start has left to do, such as compiling, is not the packets' cost.
    private static final long QUIET_MS = 200;

    private final Setting setting;
    private final String suite;

    Measuring(Setting setting, String suite) {
        this.setting = setting;
        this.suite = suite;
    }

    /** Records traffic from its first to its last frame. */
    MeasuredRun run(Recorder recorder, Traffic traffic, Buffers buffers) throws IOException, InterruptedException {
        return run(recorder, traffic, buffers, null);
    }

    /**
     * Records traffic from its first to its last frame.
     *
     * @param warmUp what comes before it, if anything: it counts for what is lost, but not for what a packet costs
     */
    MeasuredRun run(Recorder recorder, Traffic traffic, Buffers buffers, @Nullable Traffic warmUp)
            throws IOException, InterruptedException {
        final BenchNetwork network = setting.network();
        try (Recording recording = Recording.start(recorder, network, setting.folder(), buffers)) {
            Thread.sleep(QUIET_MS);
            final long rxBefore = network.rxPackets(0);
            Sending.Sent early = Sending.Sent.NOTHING;
            if (warmUp != null) {
                early = send(warmUp.from(traffic.firstSequence()));
                recording.awaitIdle();
            }
            final ProcessCost before = recording.cost(setting.tools());
            final Sending.Sent sent = send(traffic.from(traffic.firstSequence() + early.frames()));
            recording.awaitCaughtUp();
            final ProcessCost cost = recording.cost(setting.tools()).since(before);
            final Recording.Stopped stopped = recording.stop();
            final RecordingAccount accounting = RecordingAccount.of(
                    new RecordingAccount.Sent(
                            traffic.firstSequence(),
                            early.frames() + sent.frames(),
                            early.bytes() + sent.bytes(),
                            buffers.ringBytes()),
                    network.rxPackets(0) - rxBefore,
                    stopped.counters(),
                    recording.readBack());
            return new MeasuredRun(accounting, sent, cost, stopped.stopMs());
        }
    }

    private Sending.Sent send(Traffic traffic) throws IOException, InterruptedException {
        try (Sending sending = setting.network().send(traffic)) {
            return sending.await();
        }
    }

    /** A run whose line is added to the results; a failed one adds a line that says why, and returns nothing. */
    Optional<MeasuredRun> runAndAdd(Recorder recorder, Traffic traffic, Buffers buffers, Traffic warmUp, int round)
            throws IOException, InterruptedException {
        final ResultLine line = new ResultLine(suite, recorder.row(), traffic.name(), round);
        try {
            final MeasuredRun run = run(recorder, traffic, buffers, warmUp);
            setting.results().add(run.put(line));
            return Optional.of(run);
        } catch (IOException | RuntimeException e) {
            addFailure(line, e);
            return Optional.empty();
        }
    }

    /** Adds a line for a run that did not come to its end. */
    void addFailure(ResultLine line, Exception failure) throws IOException {
        setting.results().add(line.put("accounted", false).put("trouble", String.valueOf(failure.getMessage())));
    }
}
