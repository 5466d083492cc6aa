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
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All lanes of a session. Opened, started, ended by the worker's thread; its lists do not change after
 * {@link #start}, so that statistics can be read by any thread.
 */
final class Lanes {
    private static final System.Logger LOG = System.getLogger(Lanes.class.getName());
    private static final long PATIENCE_STEP_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final List<Opened> opened = new ArrayList<>();
    private final Consumer<PartFailure> onFailure;
    private volatile List<SinkLane> lanes = List.of();
    private volatile int failedCount;

    private record Opened(Sink sink, SinkGuard guard) {}

    Lanes(Consumer<PartFailure> onFailure) {
        this.onFailure = onFailure;
    }

    /**
     * Opens all sinks, or none.
     *
     * @throws CaptureException START_CREATE_FILE_FAILED, with the cause, if a sink cannot be opened
     */
    void open(List<Sink> sinks, SinkContext context) {
        final Map<String, Integer> seen = new HashMap<>();
        for (Sink sink : sinks) {
            final int count = seen.merge(sink.name(), 1, Integer::sum);
            final String name = count == 1 ? sink.name() : sink.name() + "-" + count;
            opened.add(new Opened(
                    sink, new SinkGuard(name, openOne(sink, name, context), sink.isRecording(), this::onFailed)));
        }
    }

    private SinkWriter openOne(Sink sink, String name, SinkContext context) {
        try {
            return sink.open(context.forSink(name));
        } catch (CaptureException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new CaptureException(
                    ErrorCode.START_CREATE_FILE_FAILED, "sink " + name + " cannot be opened: " + text(e), e);
        }
    }

    /** Starts a thread for each sink and waits until all have begun. The first that cannot begin is the session's failure. */
    void start(BlockRing ring, List<CaptureInterface> interfaces, String threadPrefix) throws InterruptedException {
        final List<SinkLane> made = new ArrayList<>();
        for (Opened each : opened) {
            made.add(SinkLane.of(each.sink().overflow(), ring, each.guard(), interfaces));
        }
        lanes = List.copyOf(made);
        for (SinkLane lane : made) {
            final Thread thread = new Thread(lane, threadPrefix + lane.guard.name());
            thread.setDaemon(true);
            thread.start();
        }
        for (SinkLane lane : made) {
            lane.awaitBegun();
        }
    }

    /** Gives the lanes the last word of the source and waits for them; what is not done then is still busy. */
    void finish(List<InterfaceTotals> totals, LongSupplier patienceNs) throws InterruptedException {
        lanes.forEach(lane -> lane.conclude(totals));
        awaitDone(patienceNs);
    }

    /** Lets go of the sinks of a session that could not start: what they have made is removed. */
    void abandon(LongSupplier patienceNs) throws InterruptedException {
        lanes.forEach(SinkLane::abandon);
        awaitDone(patienceNs);
        if (lanes.isEmpty()) {
            opened.forEach(each -> each.guard().close());
        }
    }

    private void awaitDone(LongSupplier patienceNs) throws InterruptedException {
        for (SinkLane lane : lanes) {
            // In steps, because a stop that comes now shortens the patience.
            while (!lane.awaitDone(Math.min(patienceNs.getAsLong(), PATIENCE_STEP_NS)) && patienceNs.getAsLong() > 0) {
                LOG.log(System.Logger.Level.TRACE, "waiting for sink {0}", lane.guard.name());
            }
        }
    }

    private synchronized void onFailed(PartFailure failure) {
        failedCount++;
        onFailure.accept(failure);
    }

    /** Whether no sink is left for which going on would be worth it. */
    boolean areAllFailed() {
        return failedCount > 0 && failedCount == opened.size();
    }

    /** The failure of the first sink that failed; null when none did. */
    @Nullable
    PartFailure firstFailure() {
        return opened.stream()
                .map(each -> each.guard().failure())
                .filter(failure -> failure != null)
                .findFirst()
                .orElse(null);
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
                .collect(Collectors.toList());
    }

    List<SinkLane> all() {
        return lanes;
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

    private static String text(Exception e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
