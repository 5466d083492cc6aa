package io.ringcap.testing;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.internal.pcap.BlockSource;
import io.ringcap.internal.pcap.SourceOpener;
import io.ringcap.message.CaptureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Opens {@link FakeSource}s and remembers them by specification. Any thread. */
public final class FakeSources implements SourceOpener {
    private static final long WAIT_NS = TimeUnit.SECONDS.toNanos(20);

    private final Map<CaptureSpec, List<FakeSource>> opened = new ConcurrentHashMap<>();
    private final int packetsPerBlock;
    private volatile @Nullable CaptureException refusal;

    /** Sources that put so many packets into a block at most. */
    public FakeSources(int packetsPerBlock) {
        this.packetsPerBlock = packetsPerBlock;
    }

    /** Refuses to open any more; null to open again. */
    public void refuse(@Nullable CaptureException why) {
        refusal = why;
    }

    @Override
    public BlockSource open(CaptureSpec spec, CaptureConfig config) {
        final CaptureException why = refusal;
        if (why != null) {
            throw why;
        }
        final FakeSource source = new FakeSource(spec, packetsPerBlock);
        opened.computeIfAbsent(spec, any -> new CopyOnWriteArrayList<>()).add(source);
        return source;
    }

    /** The newest source of a specification, waited for. */
    public FakeSource of(CaptureSpec spec) throws InterruptedException {
        final long deadlineNs = System.nanoTime() + WAIT_NS;
        while (!opened.containsKey(spec)) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new AssertionError("no source was opened for " + spec);
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        final List<FakeSource> all = opened.get(spec);
        return all.get(all.size() - 1);
    }

    /** All sources that were ever opened. */
    public List<FakeSource> all() {
        final List<FakeSource> all = new ArrayList<>();
        opened.values().forEach(all::addAll);
        return all;
    }
}
