package io.ringcap.testing;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.internal.pcap.BlockMemory;
import io.ringcap.internal.pcap.BlockSource;
import io.ringcap.internal.pcap.SourceCounters;
import io.ringcap.internal.pcap.SourceOpener;
import io.ringcap.internal.pcap.Sources;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureInterface;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.PartFailure;
import io.ringcap.message.SourceKind;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Made traffic with faults on demand: a source that hangs and does not hear, that breaks, that refuses filters. The faults are
 * set on any thread and take effect at the next fill.
 */
public final class FaultySource implements BlockSource {
    /** What any interface brings, so that a session without privileges is one that cannot wait. */
    private static final long LIVE_PACKETS_PER_SECOND = 20_000;

    private final BlockSource traffic;
    private final Faults faults;

    private FaultySource(BlockSource traffic, Faults faults) {
        this.traffic = traffic;
        this.faults = faults;
    }

    /** What shall go wrong in the sources of one opener, and what became of them. */
    public static final class Faults implements SourceOpener {
        private final AtomicInteger opened = new AtomicInteger();
        private final AtomicInteger closed = new AtomicInteger();
        private final CountDownLatch hung = new CountDownLatch(1);
        private volatile @Nullable CountDownLatch hang;
        private volatile @Nullable Throwable failure;
        private volatile boolean isFilterRefused;
        private final AtomicInteger failingOpens = new AtomicInteger();

        @Override
        public BlockSource open(CaptureSpec spec, CaptureConfig config) {
            if (failingOpens.getAndUpdate(left -> Math.max(left - 1, 0)) > 0) {
                throw new CaptureException(ErrorCode.START_INTERFACE_NOT_FOUND, "not there yet, on purpose");
            }
            opened.incrementAndGet();
            final CaptureSpec traffic = spec.isLive()
                    ? CaptureSpec.ofSynthetic(new SyntheticTraffic(64, LIVE_PACKETS_PER_SECOND))
                            .build()
                    : spec;
            return new FaultySource(Sources.open(traffic, config), this);
        }

        /** Hangs at the next fill until the latch is counted down, whoever wakes it. */
        public Faults hangUntil(CountDownLatch released) {
            hang = released;
            return this;
        }

        /** Waits until a source hangs. */
        public void awaitHang() throws InterruptedException {
            hung.await();
        }

        /** Throws once, at the next fill. */
        public Faults failWith(Throwable once) {
            failure = once;
            return this;
        }

        public Faults refuseFilters() {
            isFilterRefused = true;
            return this;
        }

        /** Refuses so many opens from now on. */
        public Faults refuseOpens(int count) {
            failingOpens.set(count);
            return this;
        }

        public int opened() {
            return opened.get();
        }

        /** Sources that were closed; one that is closed twice counts twice. */
        public int closed() {
            return closed.get();
        }
    }

    @Override
    public SourceKind kind() {
        return traffic.kind();
    }

    @Override
    public List<CaptureInterface> interfaces() {
        return traffic.interfaces();
    }

    @Override
    public int fill(BlockMemory block, long flushNs, long maxWaitNs) {
        final CountDownLatch until = faults.hang;
        if (until != null) {
            faults.hung.countDown();
            awaitDeaf(until);
        }
        final Throwable thrown = faults.failure;
        if (thrown != null) {
            faults.failure = null;
            sneak(thrown);
        }
        return traffic.fill(block, flushNs, maxWaitNs);
    }

    private static void awaitDeaf(CountDownLatch until) {
        while (until.getCount() > 0) {
            try {
                until.await();
            } catch (InterruptedException e) {
                // As deaf as a thread in the kernel.
                Thread.interrupted();
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Override
    public void setFilter(String expression) {
        if (faults.isFilterRefused) {
            throw new CaptureException(ErrorCode.START_INVALID_PARAMS, "refused on purpose: " + expression);
        }
    }

    @Override
    public void onPauseEnd(long pausedNs) {
        traffic.onPauseEnd(pausedNs);
    }

    @Override
    public void quiesce(long deadlineNs) {
        traffic.quiesce(deadlineNs);
    }

    @Override
    public void wake() {
        traffic.wake();
    }

    @Override
    public void counters(int interfaceIndex, SourceCounters into) {
        traffic.counters(interfaceIndex, into);
    }

    @Override
    public List<PartFailure> failures() {
        return traffic.failures();
    }

    @Override
    public void close() {
        faults.closed.incrementAndGet();
        traffic.close();
    }
}
