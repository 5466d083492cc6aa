package io.ringcap.bench.live;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A recorder that runs. Confined to the harness's thread; killed and its folder removed when it is closed. */
final class Recording implements AutoCloseable {
    private static final Duration START_PATIENCE = Duration.ofSeconds(30);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);
    private static final Duration CATCH_UP_PATIENCE = Duration.ofSeconds(10);
    private static final Duration STEP = Duration.ofMillis(100);
    /** Who takes less of a processor than that has nothing to do. */
    private static final double IDLE_SHARE = 0.05;

    private static final double NANOS_PER_MILLI = 1e6;

    private final Recorder recorder;
    private final Child child;
    private final RecordedFolder folder;

    private Recording(Recorder recorder, Child child, RecordedFolder folder) {
        this.recorder = recorder;
        this.child = child;
        this.folder = folder;
    }

    /** What a recorder said at its end, and how long it took to end. */
    record Stopped(Counters counters, double stopMs) {}

    /** Starts a recorder in a new folder, and waits until it captures. */
    static Recording start(Recorder recorder, BenchNetwork network, Path parent, Buffers buffers)
            throws IOException, InterruptedException {
        final RecordedFolder folder = RecordedFolder.in(parent, recorder.row() + "-");
        final Child child;
        try {
            child = Child.start(recorder.command(network, folder.path(), buffers));
        } catch (IOException e) {
            folder.close();
            throw e;
        }
        final Recording recording = new Recording(recorder, child, folder);
        try {
            recording.awaitReady(network);
            return recording;
        } catch (IOException | InterruptedException | RuntimeException e) {
            recording.close();
            throw e;
        }
    }

    private void awaitReady(BenchNetwork network) throws IOException, InterruptedException {
        final long deadlineNs = System.nanoTime() + START_PATIENCE.toNanos();
        while (!recorder.isReady(child.said()) || network.capturingSockets() == 0) {
            if (!child.isAlive() || System.nanoTime() > deadlineNs) {
                throw new IOException(recorder.row() + " does not start to capture: "
                        + child.said().strip());
            }
            Thread.sleep(5);
        }
    }

    Recorder recorder() {
        return recorder;
    }

    /** What it has taken so far. */
    ProcessCost cost(Tools tools) throws IOException, InterruptedException {
        return ProcessCost.of(tools, child.pid());
    }

    /** Waits until it has taken everything: what its reading holds back, too. */
    void awaitCaughtUp() throws IOException, InterruptedException {
        Thread.sleep(recorder.timeToCatchUp().toMillis());
        awaitIdle();
    }

    /** Waits until it has nothing to do. */
    void awaitIdle() throws IOException, InterruptedException {
        final long deadlineNs = System.nanoTime() + CATCH_UP_PATIENCE.toNanos();
        long before = ProcessCost.ofLiveThreads(child.pid());
        while (System.nanoTime() < deadlineNs) {
            Thread.sleep(STEP.toMillis());
            final long now = ProcessCost.ofLiveThreads(child.pid());
            if (now - before < IDLE_SHARE * STEP.toNanos()) {
                return;
            }
            before = now;
        }
    }

    /** Keeps it from running, as a machine that is busy may. */
    void holdUp() throws IOException, InterruptedException {
        Child.run("kill", "-STOP", Long.toString(child.pid()));
    }

    void letGo() throws IOException, InterruptedException {
        Child.run("kill", "-CONT", Long.toString(child.pid()));
    }

    /** Has it end as its user would, and waits for that. */
    Stopped stop() throws IOException, InterruptedException {
        final long beginNs = System.nanoTime();
        child.terminate();
        if (!child.awaitEnd(STOP_PATIENCE)) {
            throw new IOException(recorder.row() + " does not end within " + STOP_PATIENCE);
        }
        final double stopMs = (System.nanoTime() - beginNs) / NANOS_PER_MILLI;
        return new Stopped(recorder.counters(child.said()), stopMs);
    }

    /** Reads back what it has written; one for each place that it has written to. */
    List<FoundFrames> readBack() throws IOException {
        final Deque<FoundFrames> places = new ArrayDeque<>();
        for (Recorder.Written written : recorder.written(folder.path())) {
            places.add(new FoundFrames());
            if (written.isJournal()) {
                JournalFiles.readAll(written.folder(), places.getLast());
            } else {
                PacketFiles.readAll(written.folder(), places.getLast());
            }
        }
        return List.copyOf(places);
    }

    /** The folder of one of the places that it has written to. */
    Path folderOf(int place) {
        return recorder.written(folder.path()).get(place).folder();
    }

    @Override
    public void close() throws IOException {
        child.close();
        folder.close();
    }
}
