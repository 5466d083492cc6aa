package io.ringcap.internal.ring;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.FileOptions;
import io.ringcap.internal.pcap.SourceOpener;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.EffectiveSettings;
import io.ringcap.message.FinishReason;
import io.ringcap.message.PartFailure;
import io.ringcap.message.SessionId;
import io.ringcap.sink.Sink;
import io.ringcap.sink.SinkContext;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One worker on a thread, without a manager, and everything that it reports. Released at the end, as the cleaner does. */
final class WorkerBench implements WorkerReports, AutoCloseable {
    /** What most tests capture from, by {@code FakeSources}. */
    static final CaptureSpec FAKE = CaptureSpec.onInterface("fake").build();

    static final CaptureConfig SMALL = CaptureConfig.builder().small().build();
    static final long LONG_S = 20;

    final CaptureWorker worker;
    final List<String> heard = new CopyOnWriteArrayList<>();
    final List<CaptureFileInfo> files = new CopyOnWriteArrayList<>();
    final List<PartFailure> failures = new CopyOnWriteArrayList<>();
    final List<End> ends = new CopyOnWriteArrayList<>();
    final Thread thread;
    private final BlockingQueue<Changed> changes = new LinkedBlockingQueue<>();
    private final BlockingQueue<Boolean> pauses = new LinkedBlockingQueue<>();

    record End(FinishReason reason, @Nullable CaptureException failure, CaptureStats stats) {}

    record Changed(ConfigChange change, @Nullable CaptureException refused) {}

    WorkerBench(CaptureSpec spec, CaptureConfig config, SourceOpener opener, Sink... sinks) {
        final SessionId id = new SessionId(1, "", "capture_1");
        final SinkContext context = new SinkContext(
                id, "", 1_000_000, spec.filter(), "fake", FileOptions.defaults(), files::add, files::remove);
        worker = new CaptureWorker(spec, config, List.of(sinks), context, "ringcap-1-", this, opener);
        thread = new Thread(worker, "ringcap-1-worker");
        thread.setDaemon(true);
    }

    WorkerBench start() {
        thread.start();
        return this;
    }

    WorkerBench startAndAwait() throws InterruptedException {
        start();
        until("started", () -> heard.contains("started"));
        return this;
    }

    @Override
    public void started(EffectiveSettings effective, @Nullable String output) {
        heard.add("started");
    }

    @Override
    public void fileReady(CaptureFileInfo file) {
        files.add(file);
    }

    @Override
    public void fileRetired(CaptureFileInfo file) {
        files.remove(file);
    }

    @Override
    public void partFailed(PartFailure failure) {
        failures.add(failure);
    }

    @Override
    public void changed(ConfigChange change, @Nullable CaptureException refused) {
        heard.add("changed");
        changes.add(new Changed(change, refused));
    }

    @Override
    public void paused(boolean isPaused) {
        heard.add("paused");
        pauses.add(isPaused);
    }

    @Override
    public void ended(FinishReason reason, @Nullable CaptureException failure, CaptureStats finalStats) {
        heard.add("ended");
        ends.add(new End(reason, failure, finalStats));
    }

    Changed change(ConfigChange change) throws InterruptedException {
        assertTrue(worker.change(change));
        return awaitChanged();
    }

    Changed awaitChanged() throws InterruptedException {
        final Changed answer = changes.poll(LONG_S, TimeUnit.SECONDS);
        if (answer == null) {
            throw new AssertionError("no answer to a change");
        }
        return answer;
    }

    boolean pause() throws InterruptedException {
        assertTrue(worker.pause());
        return awaitPaused();
    }

    boolean resume() throws InterruptedException {
        assertTrue(worker.resume());
        return awaitPaused();
    }

    boolean awaitPaused() throws InterruptedException {
        final Boolean answer = pauses.poll(LONG_S, TimeUnit.SECONDS);
        if (answer == null) {
            throw new AssertionError("no answer to a pause");
        }
        return answer;
    }

    End stop() throws InterruptedException {
        worker.requestStop(FinishReason.STOPPED, true);
        return awaitEnd();
    }

    End awaitEnd() throws InterruptedException {
        until("ended", () -> !ends.isEmpty());
        return ends.get(0);
    }

    static void until(String what, BooleanSupplier isSo) throws InterruptedException {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONG_S);
        while (!isSo.getAsBoolean()) {
            assertTrue(System.nanoTime() - deadlineNs < 0, () -> "never came: " + what);
            TimeUnit.MICROSECONDS.sleep(200);
        }
    }

    /** Waits until the worker's thread is gone and everything released. */
    @Override
    public void close() {
        worker.requestStop(FinishReason.STOPPED, false);
        try {
            if (thread.getState() != Thread.State.NEW) {
                thread.join(TimeUnit.SECONDS.toMillis(LONG_S));
            }
            until("released", () -> worker.release().isEmpty());
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted in a test", e);
        }
    }
}
