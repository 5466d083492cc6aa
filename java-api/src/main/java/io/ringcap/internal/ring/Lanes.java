package io.ringcap.internal.ring;

import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureInterface;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.PartFailure;
import io.ringcap.sink.InterfaceTotals;
import io.ringcap.sink.Sink;
import io.ringcap.sink.SinkContext;
import io.ringcap.sink.SinkWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All lanes of a session. Opened, started and ended by the worker's thread, or ended by its rescuer; its lists are replaced, never changed, so that
 * any thread can read statistics.
 */
final class Lanes {
    private static final long PATIENCE_STEP_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Consumer<PartFailure> onFailure;
    private final AtomicInteger failedCount = new AtomicInteger();
    private volatile List<Opened> opened = List.of();
    private volatile List<SinkLane> lanes = List.of();

    /** The sinks were let go by somebody, and belong to nobody who comes later. */
    private boolean isLetGo;

    private record Opened(Sink sink, SinkGuard guard) {}

    Lanes(Consumer<PartFailure> onFailure) {
        this.onFailure = onFailure;
    }

    /**
     * Opens all sinks.
     *
     * @param onStep called after each
     * @throws CaptureException START_CREATE_FILE_FAILED, with the cause, if one cannot be opened; {@link #abandon} closes the rest
     */
    void open(List<Sink> sinks, SinkContext context, Runnable onStep) {
        final Map<String, Integer> seen = new HashMap<>();
        for (Sink sink : sinks) {
            final int count = seen.merge(sink.name(), 1, Integer::sum);
            final String name = count == 1 ? sink.name() : sink.name() + "-" + count;
            final SinkGuard guard = openOne(sink, name, context);
            // The flag of an interrupt that a sink has restored would make every later wait fail.
            Thread.interrupted();
            if (!add(new Opened(sink, guard))) {
                guard.close();
                throw letGo();
            }
            onStep.run();
        }
    }

    /** False when the session was given up while the sink was opened. */
    private synchronized boolean add(Opened one) {
        if (isLetGo) {
            return false;
        }
        final List<Opened> more = new ArrayList<>(opened);
        more.add(one);
        opened = List.copyOf(more);
        return true;
    }

    private static CaptureException letGo() {
        return new CaptureException(ErrorCode.RUN_TIMEOUT, "the session was given up before its sinks had begun");
    }

    private SinkGuard openOne(Sink sink, String name, SinkContext context) {
        try {
            final SinkWriter writer = Objects.requireNonNull(sink.open(context.forSink(name)), "open() gave no writer");
            return new SinkGuard(name, writer, sink.isRecording(), this::onFailed);
        } catch (CaptureException e) {
            throw e;
        } catch (IOException | RuntimeException | LinkageError e) {
            throw new CaptureException(
                    ErrorCode.START_CREATE_FILE_FAILED, "sink " + name + " cannot be opened: " + text(e), e);
        }
    }

    /** Starts a thread for each sink and waits until all have begun. */
    void start(BlockRing ring, List<CaptureInterface> interfaces, String threadPrefix, LongSupplier patienceNs)
            throws InterruptedException {
        final List<SinkLane> made = startThreads(ring, interfaces, threadPrefix);
        for (SinkLane lane : made) {
            awaitBegun(lane, patienceNs);
        }
    }

    /** Under the lock: either a rescuer finds sinks without threads, which it closes, or threads, which close their own. */
    private synchronized List<SinkLane> startThreads(
            BlockRing ring, List<CaptureInterface> interfaces, String threadPrefix) {
        if (isLetGo) {
            throw letGo();
        }
        final List<SinkLane> made = new ArrayList<>();
        for (Opened each : opened) {
            made.add(SinkLane.of(each.sink().overflow(), ring, each.guard(), interfaces));
        }
        lanes = List.copyOf(made);
        for (int i = 0; i < made.size(); i++) {
            final Thread thread =
                    new Thread(made.get(i), threadPrefix + made.get(i).guard.name());
            thread.setDaemon(true);
            try {
                thread.start();
            } catch (RuntimeException | Error e) {
                // No thread to be had: what has none is closed here, what has one is abandoned by the caller.
                made.subList(i, made.size()).forEach(SinkLane::neverStarted);
                throw e;
            }
        }
        return made;
    }

    private static void awaitBegun(SinkLane lane, LongSupplier patienceNs) throws InterruptedException {
        while (!lane.awaitBegun(Math.min(patienceNs.getAsLong(), PATIENCE_STEP_NS))) {
            if (patienceNs.getAsLong() <= 0) {
                throw new CaptureException(
                        ErrorCode.RUN_TIMEOUT,
                        "sink " + lane.guard.name() + " had not begun when the stop's time was over");
            }
        }
    }

    /** Gives the lanes the last word of the source and waits for them; what is not done then is given up. */
    void finish(List<InterfaceTotals> totals, LongSupplier patienceNs) throws InterruptedException {
        lanes.forEach(lane -> lane.conclude(totals));
        for (SinkLane lane : lanes) {
            if (!awaitDone(lane, patienceNs)) {
                lane.guard.givenUp("it had not finished when the stop's time was over"
                        + (lane.guard.isRecording() ? "; what it records stays under the name .part" : ""));
            }
        }
    }

    /** Lets go of the sinks of a session that could not start: what they have made is removed. */
    void abandon(LongSupplier patienceNs) throws InterruptedException {
        sinksWithoutThread().forEach(each -> each.guard().close());
        lanes.forEach(SinkLane::abandon);
        for (SinkLane lane : lanes) {
            awaitDone(lane, patienceNs);
        }
    }

    private synchronized List<Opened> sinksWithoutThread() {
        final boolean isMine = !isLetGo && lanes.isEmpty();
        isLetGo = true;
        return isMine ? opened : List.of();
    }

    private static boolean awaitDone(SinkLane lane, LongSupplier patienceNs) throws InterruptedException {
        // In steps, because a stop that comes now shortens the patience.
        while (!lane.awaitDone(Math.min(patienceNs.getAsLong(), PATIENCE_STEP_NS))) {
            if (patienceNs.getAsLong() <= 0) {
                return false;
            }
        }
        return true;
    }

    private void onFailed(PartFailure failure) {
        failedCount.incrementAndGet();
        onFailure.accept(failure);
    }

    /** Whether no sink is left for which going on would be worth it. */
    boolean areAllFailed() {
        return failedCount.get() > 0 && failedCount.get() >= opened.size();
    }

    /** The failure of the first sink that failed; null when none did. */
    @Nullable
    PartFailure firstFailure() {
        final List<PartFailure> failures = failures();
        return failures.isEmpty() ? null : failures.get(0);
    }

    List<PartFailure> failures() {
        final List<PartFailure> failures = new ArrayList<>();
        for (Opened each : opened) {
            final PartFailure failure = each.guard().failure();
            if (failure != null) {
                failures.add(failure);
            }
        }
        return failures;
    }

    /** Names of the lanes whose thread has not come back. */
    List<String> busy() {
        return lanes.stream()
                .filter(lane -> !lane.isDone())
                .map(lane -> lane.guard.name())
                .toList();
    }

    /** A number that changes when any sink takes or writes anything, or is done. */
    long progress() {
        long sum = 0;
        for (SinkLane lane : lanes) {
            sum += lane.guard.delivered() + lane.guard.fileBytes() + lane.skippedPackets() + (lane.isDone() ? 1 : 0);
        }
        return sum;
    }

    List<SinkLane> all() {
        return lanes;
    }

    /** Forgets the sinks, which may hold memory of their own. */
    void clear() {
        lanes = List.of();
        opened = List.of();
    }

    /** Where the first recording sink writes to; null when none does. */
    @Nullable
    String firstOutput() {
        for (Opened each : opened) {
            final String output = each.guard().output();
            if (each.guard().isRecording() && output != null) {
                return output;
            }
        }
        return null;
    }

    private static String text(Throwable e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
