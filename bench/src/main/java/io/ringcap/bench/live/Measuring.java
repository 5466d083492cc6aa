package io.ringcap.bench.live;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
        return run(recorder, List.of(traffic), buffers, null).get(0);
    }

    /**
     * Has one process record several traffics, one after the other, each from its first to its last frame.
     *
     * @param warmUp what comes before them, if anything: it counts for what is lost, but not for what a packet costs
     * @return what each cost; all have the same account, of everything that was sent
     */
    List<MeasuredRun> run(Recorder recorder, List<Traffic> traffics, Buffers buffers, @Nullable Traffic warmUp)
            throws IOException, InterruptedException {
        final BenchNetwork network = setting.network();
        final List<Sending.Sent> sent = new ArrayList<>();
        final List<ProcessCost> costs = new ArrayList<>();
        try (Recording recording = Recording.start(recorder, network, setting.folder(), buffers)) {
            Thread.sleep(QUIET_MS);
            final long rxBefore = network.rxPackets(0);
            long frames = 0;
            long bytes = 0;
            if (warmUp != null) {
                final Sending.Sent early = send(warmUp.from(0));
                frames += early.frames();
                bytes += early.bytes();
                recording.awaitIdle();
            }
            for (Traffic traffic : traffics) {
                final ProcessCost before = recording.cost(setting.tools());
                final Sending.Sent part = send(traffic.from(frames));
                recording.awaitCaughtUp();
                costs.add(recording.cost(setting.tools()).since(before));
                sent.add(part);
                frames += part.frames();
                bytes += part.bytes();
            }
            final Recording.Stopped stopped = recording.stop();
            final RecordingAccount account = RecordingAccount.of(
                    new RecordingAccount.Sent(0, frames, bytes, buffers.ringBytes()),
                    network.rxPackets(0) - rxBefore,
                    stopped.counters(),
                    recording.readBack());
            final List<MeasuredRun> runs = new ArrayList<>();
            for (int i = 0; i < sent.size(); i++) {
                runs.add(new MeasuredRun(account, sent.get(i), costs.get(i), stopped.stopMs()));
            }
            return runs;
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
            final MeasuredRun run =
                    run(recorder, List.of(traffic), buffers, warmUp).get(0);
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
