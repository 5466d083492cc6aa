package io.ringcap.micrometer;

import io.ringcap.CaptureManager;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The last look at a manager, which serves all meters of one scrape: they belong together, and cost one look. Any thread. */
final class SharedReading {
    private static final System.Logger LOG = System.getLogger("io.ringcap.micrometer");
    private static final long VALID_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private @Nullable MetricReading last;
    private long takenNs;
    private boolean isTaken;
    private boolean isFailing;

    /** A look that is hardly older than now. */
    @Nullable
    MetricReading of(CaptureManager manager) {
        return of(() -> new MetricReading(manager.totals(), manager.health()));
    }

    /** A look that fails leaves the one before it; null when there is none. One meter that threw would end the whole scrape. */
    synchronized @Nullable MetricReading of(Supplier<MetricReading> look) {
        if (isTaken && System.nanoTime() - takenNs < VALID_NS) {
            return last;
        }
        try {
            last = look.get();
            isFailing = false;
        } catch (RuntimeException e) {
            if (!isFailing) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "the meters stand still: the manager's counters cannot be read",
                        e);
            }
            isFailing = true;
        }
        isTaken = true;
        takenNs = System.nanoTime();
        return last;
    }
}
