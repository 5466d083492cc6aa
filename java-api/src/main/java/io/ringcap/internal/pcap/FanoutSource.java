package io.ringcap.internal.pcap;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureInterface;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.PartFailure;
import io.ringcap.message.SourceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Interfaces that several workers share: each of them has a native group and a thread of its own, and the session's worker gives
 * their packets on, of each interface in the order of time. Opened, worked and closed by the session's worker.
 *
 * <pre>
 *   interface --kernel's fan-out--> N kernel rings --> N lanes --> TimeMerge --> fill()
 * </pre>
 */
final class FanoutSource implements BlockSource {
    private static final System.Logger LOG = System.getLogger(FanoutSource.class.getName());
    private static final long ANSWER_PATIENCE_NS = TimeUnit.SECONDS.toNanos(5);

    /** How long the rest of a capture that broke may take to be read. */
    private static final long BROKEN_DRAIN_NS = TimeUnit.SECONDS.toNanos(1);

    /** The end is waited for at least so long at a time, whatever the caller allows: it asks again at once. */
    private static final long END_WAIT_NS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Counters are summed up in one scratch for each interface: one reader at a time. */
    private final Object reading = new Object();

    private final List<InterfaceFan> fans;
    private final List<FanoutLane> toldLanes = new ArrayList<>();
    private final boolean[] isOver;
    private final String reason;
    private final Thread worker = Thread.currentThread();
    private volatile boolean isWoken;
    private volatile String filter;
    private int turn;
    private boolean isBroken;
    private boolean isQuiesced;
    private boolean isFailureTold;
    private boolean isClosed;

    /** @param fans opened, not started; the source's from now on */
    FanoutSource(List<InterfaceFan> fans, CaptureSpec spec, CaptureConfig config) {
        this.fans = List.copyOf(fans);
        this.filter = spec.filter();
        this.isOver = new boolean[fans.size()];
        this.reason = config.workers() + " workers share each interface ("
                + config.fanout().name().toLowerCase(Locale.ROOT).replace('_', ' ') + ")";
    }

    static FanoutSource open(CaptureSpec spec, CaptureConfig config, LongSupplier patienceNs) {
        final List<InterfaceFan> fans = new ArrayList<>();
        try {
            for (String name : spec.interfaces()) {
                fans.add(InterfaceFan.open(fans.size(), name, spec, config, patienceNs));
            }
            fans.forEach(InterfaceFan::start);
        } catch (RuntimeException | Error e) {
            closeAfter(e, fans);
            throw e;
        }
        return new FanoutSource(fans, spec, config);
    }

    private static void closeAfter(Throwable cause, List<InterfaceFan> fans) {
        fans.forEach(InterfaceFan::beginClose);
        for (InterfaceFan fan : fans) {
            try {
                fan.close();
            } catch (RuntimeException e) {
                cause.addSuppressed(e);
            }
        }
    }

    @Override
    public SourceKind kind() {
        return SourceKind.SHIM;
    }

    @Override
    public String reason() {
        return reason;
    }

    @Override
    public List<CaptureInterface> interfaces() {
        return fans.stream().map(InterfaceFan::description).toList();
    }

    @Override
    public String filter() {
        return filter;
    }

    // ---- filling ----

    @Override
    public int fill(BlockMemory block, long flushNs, long maxWaitNs) {
        final long startNs = System.nanoTime();
        endIfBroken();
        while (true) {
            final int packets = fillFromNext(block);
            if (packets != 0) {
                return packets;
            }
            if (isWoken) {
                isWoken = false;
                return 0;
            }
            final long mostNs = isQuiesced ? Math.max(maxWaitNs, END_WAIT_NS) : maxWaitNs;
            final long leftNs = mostNs - (System.nanoTime() - startNs);
            if (leftNs <= 0) {
                return 0;
            }
            // Lanes that have something, and who wakes us, end it.
            LockSupport.parkNanos(this, leftNs);
        }
    }

    /** A stream that lacks a share is told, however busy the others are; what they had read by then is given first. */
    private void endIfBroken() {
        if (isBroken) {
            return;
        }
        for (InterfaceFan fan : fans) {
            isBroken |= fan.isBroken();
        }
        if (isBroken) {
            quiesce(BROKEN_DRAIN_NS);
        }
    }

    /** Asks each interface once, beginning with the one after the last that gave something. */
    private int fillFromNext(BlockMemory block) {
        int over = 0;
        for (int asked = 0; asked < isOver.length; asked++) {
            final int index = turn;
            turn = (turn + 1) % isOver.length;
            final int packets = isOver[index] ? END : fans.get(index).fill(block);
            if (packets > 0) {
                return packets;
            }
            if (packets == END) {
                isOver[index] = true;
                over++;
            }
        }
        return over == isOver.length ? end() : 0;
    }

    private void throwWhatBroke() {
        for (InterfaceFan fan : fans) {
            final CaptureException failure = fan.nextFailure(toldLanes);
            if (failure != null) {
                throw failure;
            }
        }
    }

    private int end() {
        throwWhatBroke();
        CaptureException last = null;
        for (InterfaceFan fan : fans) {
            final CaptureException gone = fan.goneFailure();
            if (gone == null) {
                return END;
            }
            last = gone;
        }
        if (last != null && !isFailureTold) {
            isFailureTold = true;
            throw last;
        }
        return END;
    }

    @Override
    public void quiesce(long deadlineNs) {
        isQuiesced = true;
        fans.forEach(fan -> fan.quiesce(deadlineNs));
    }

    @Override
    public void wake() {
        isWoken = true;
        LockSupport.unpark(worker);
    }

    // ---- filters ----

    @Override
    public void setFilter(String expression) {
        final List<FanoutLane> lanes =
                fans.stream().flatMap(fan -> fan.lanes().stream()).toList();
        for (int i = 0; i < lanes.size(); i++) {
            final Throwable refused = answer(lanes.get(i), source -> source.setFilter(expression));
            if (refused != null) {
                restore(lanes.subList(0, i));
                throw refused instanceof CaptureException known
                        ? known
                        : OpenErrors.filterNotSet(expression, String.valueOf(refused));
            }
        }
        filter = expression;
    }

    private void restore(List<FanoutLane> changed) {
        for (FanoutLane lane : changed) {
            final Throwable refused = answer(lane, source -> source.setFilter(filter));
            if (refused != null) {
                // Its packets would be those of no filter that anybody asked for.
                throw new CaptureException(
                        ErrorCode.RUN_ENGINE_DIED,
                        "a worker does not take its former filter back: " + refused.getMessage() + "; start again",
                        refused);
            }
        }
    }

    /** What a lane's thread does between two fills. */
    @FunctionalInterface
    private interface LaneTask {
        void run(NativeSource source);
    }

    /** One question to a lane's thread. */
    private static final class Question {
        private final CountDownLatch isAnswered = new CountDownLatch(1);
        private volatile @Nullable Throwable failure;
    }

    /** Has a lane do something and waits for it; returns what it threw, or null. A lane that has ended has nothing to do. */
    private static @Nullable Throwable answer(FanoutLane lane, LaneTask task) {
        if (lane.isGivenUp()) {
            return null;
        }
        final Question question = new Question();
        lane.ask(() -> {
            try {
                if (!lane.isEnded()) {
                    task.run(lane.source());
                }
            } catch (RuntimeException e) {
                question.failure = e;
            } finally {
                question.isAnswered.countDown();
            }
        });
        return isAnswered(question)
                ? question.failure
                : new CaptureException(ErrorCode.RUN_ENGINE_DIED, "a worker of an interface does not answer");
    }

    private static boolean isAnswered(Question question) {
        boolean isInterrupted = false;
        boolean isDone = false;
        final long deadlineNs = System.nanoTime() + ANSWER_PATIENCE_NS;
        while (!isDone && System.nanoTime() - deadlineNs < 0) {
            try {
                isDone = question.isAnswered.await(deadlineNs - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        return isDone;
    }

    // ---- counters ----

    @Override
    public void counters(int interfaceIndex, SourceCounters into) {
        synchronized (reading) {
            fans.get(interfaceIndex).counters(into);
        }
    }

    @Override
    public void refreshCounters() {
        for (InterfaceFan fan : fans) {
            for (FanoutLane lane : fan.lanes()) {
                final Throwable refused = answer(lane, NativeSource::refreshCounters);
                if (refused != null) {
                    throw new IllegalStateException("the counters of a worker could not be read", refused);
                }
            }
        }
    }

    @Override
    public long cpuNs() {
        return fans.stream().mapToLong(InterfaceFan::cpuNs).sum();
    }

    @Override
    public List<PartFailure> failures() {
        return fans.stream().flatMap(fan -> fan.failures().stream()).toList();
    }

    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        // All at once: the kernel takes its time to close a packet socket.
        fans.forEach(InterfaceFan::beginClose);
        RuntimeException first = null;
        for (InterfaceFan fan : fans) {
            try {
                fan.close();
            } catch (RuntimeException e) {
                first = first == null ? e : first;
            }
            if (fan.late() > 0) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0} packets of interface {1} stand behind younger ones: they came later than their stamps allow",
                        fan.late(),
                        fan.description().name());
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
