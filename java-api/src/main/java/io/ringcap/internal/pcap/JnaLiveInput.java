package io.ringcap.internal.pcap;

import io.ringcap.config.CaptureConfig;
import io.ringcap.message.CaptureInterface;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One interface. It stops without loss by time: after {@link #quiesce} packets are taken until one is younger than the stop,
 * the kernel has no more than were taken, or its ring stays empty. Worked by the source's worker.
 */
final class JnaLiveInput extends JnaInput {
    private static final long SETTLE_EXTRA_NS = TimeUnit.MILLISECONDS.toNanos(5);

    /** How often a silent interface is looked at. */
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final int IFF_UP = 1;
    private static final int RECEIVED = 0;
    private static final int DROPPED = 1;
    private static final int INTERFACE_DROPPED = 2;

    private final JnaHandle handle;
    private final int fd;

    /** An empty ring proves nothing before the kernel had time to hand over a block that is not full. */
    private final long settleNs;

    private final int[] lastStats = new int[3];
    private final int[] stats = new int[3];
    private boolean knowsInterfaceDrops;
    private long received;
    private long dropped;
    private volatile long shownDropped;
    private volatile long interfaceDropped;

    private boolean isQuiesced;
    private long quiescedAtEpochNs;
    private long drainEndNs;
    private boolean isEmpty;
    private long emptySinceNs;
    private long lookedAtNs = System.nanoTime();
    private @Nullable String error;

    JnaLiveInput(CaptureInterface description, JnaHandle handle, int fd, CaptureConfig config) {
        super(description);
        this.handle = handle;
        this.fd = fd;
        this.settleNs = 2 * config.flush().toNanos() + SETTLE_EXTRA_NS;
        this.knowsInterfaceDrops = description.promiscuous() && hasInterfaceCounters(description.name());
        this.interfaceDropped = knowsInterfaceDrops ? 0 : SourceCounters.UNKNOWN;
    }

    /** libpcap takes a missing file for no drops. */
    private static boolean hasInterfaceCounters(String name) {
        return Files.isReadable(Path.of("/sys/class/net", name, "statistics", "rx_missed_errors"));
    }

    @Override
    JnaHandle handle() {
        return handle;
    }

    @Override
    boolean advance() {
        final int result = handle.next();
        if (result == JnaHandle.PACKET) {
            if (isQuiesced && handle.timestampNs() > quiescedAtEpochNs) {
                end();
                return false;
            }
            error = null;
            isEmpty = false;
            return true;
        }
        if (result < 0 && result != JnaPcap.ERROR_BREAK && error == null) {
            error = handle.error();
            isEmpty = false;
        }
        return false;
    }

    @Override
    void onNothing(long nowNs) {
        if (!isEmpty) {
            isEmpty = true;
            emptySinceNs = nowNs;
        }
        if (error == null && !isQuiesced && nowNs - lookedAtNs >= LOOK_NS) {
            lookedAtNs = nowNs;
            error = isDown() ? "The interface went down" : null;
        }
        final boolean isSettled = nowNs - emptySinceNs >= settleNs;
        // Not at the first error: the rest of the ring of an interface that went away comes after it.
        if (error != null && isSettled) {
            refreshDrops();
            fail(error);
        } else if (isQuiesced) {
            refreshDrops();
            if (isSettled || inFlight() <= 0) {
                end();
            }
        }
    }

    /** libpcap says nothing of it: it waits until the interface is up again. One that is gone altogether it does tell of. */
    private boolean isDown() {
        try {
            final String flags =
                    Files.readString(Path.of("/sys/class/net", description().name(), "flags"));
            return (Integer.decode(flags.strip()) & IFF_UP) == 0;
        } catch (IOException | NumberFormatException e) {
            return false;
        }
    }

    /** Packets that the kernel let in and that were not taken; more than there are when libpcap discarded some itself. */
    private long inFlight() {
        return received - dropped - taken();
    }

    @Override
    @Nullable
    String install(JnaFilter filter, boolean isForEverything) {
        try (filter) {
            return filter.install(handle.pcap()) ? null : handle.error();
        }
    }

    @Override
    void quiesce(long deadlineNs) {
        final Instant now = Instant.now();
        quiescedAtEpochNs = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        drainEndNs = System.nanoTime() + deadlineNs;
        isQuiesced = true;
        // That it was empty before proves nothing about what came just now.
        isEmpty = false;
    }

    @Override
    boolean isOverdue(long nowNs) {
        return isQuiesced && nowNs - drainEndNs >= 0;
    }

    @Override
    void giveUp() {
        refreshDrops();
        undrained = Math.max(inFlight(), 0);
        end();
    }

    @Override
    int fd() {
        return fd;
    }

    @Override
    long refreshDrops() {
        if (handle.isOpen() && handle.readStats(stats)) {
            // Differences modulo 2^32 widen counters that wrap.
            received += Integer.toUnsignedLong(stats[RECEIVED] - lastStats[RECEIVED]);
            dropped += Integer.toUnsignedLong(stats[DROPPED] - lastStats[DROPPED]);
            final int growth = stats[INTERFACE_DROPPED] - lastStats[INTERFACE_DROPPED];
            // It runs backwards when the interface's counters are reset, and is worth nothing from then on.
            knowsInterfaceDrops &= growth >= 0;
            final long known = interfaceDropped;
            // What was lost before that stays told; only a 0 no longer means that nothing was.
            interfaceDropped = knowsInterfaceDrops ? known + growth : known == 0 ? SourceCounters.UNKNOWN : known;
            shownDropped = dropped;
            System.arraycopy(stats, 0, lastStats, 0, stats.length);
        }
        return dropped;
    }

    @Override
    void addDrops(SourceCounters into) {
        into.droppedKernel = shownDropped;
        into.droppedInterface = interfaceDropped;
    }

    @Override
    void close() {
        refreshDrops();
        handle.close();
    }
}
