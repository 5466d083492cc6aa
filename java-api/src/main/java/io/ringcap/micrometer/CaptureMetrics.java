package io.ringcap.micrometer;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.ringcap.CaptureManager;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.PacketTotals;
import io.ringcap.message.SessionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What a manager counts and holds, as meters named {@code ringcap.*}: totals over all its sessions, which do not go back when a
 * session ends or is forgotten. Reading them waits for no capture. Registries hold the manager weakly: when nobody else does, its
 * gauges say NaN. Any thread.
 *
 * <p>A registry keeps the first meter of a name and its tags and ignores every later one. So close this together with its manager,
 * before the meters of the next manager are bound.
 */
public final class CaptureMetrics implements MeterBinder, AutoCloseable {
    private static final List<String> MAILBOXES = List.of("manager", "cleaner", "listeners", "observers");

    private final CaptureManager manager;
    private final Tags tags;

    /** Guarded by itself. */
    private final List<ManagerMeters> bound = new ArrayList<>();

    /**
     * The meters of a manager without tags of their own.
     *
     * @param manager whose captures are measured
     */
    public CaptureMetrics(CaptureManager manager) {
        this(manager, Tags.empty());
    }

    /**
     * The meters of a manager, each with these tags: with several managers in one registry they tell them apart.
     *
     * @param manager whose captures are measured
     * @param tags put on every meter
     */
    public CaptureMetrics(CaptureManager manager, Iterable<Tag> tags) {
        this.manager = requireNonNull(manager, "manager");
        this.tags = Tags.of(tags);
    }

    /**
     * Registers the meters. One whose name and tags the registry has already is ignored by it.
     *
     * @param registry gets them
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        synchronized (bound) {
            final ManagerMeters meters = new ManagerMeters(registry, manager, tags);
            bound.add(meters);
            sessions(meters);
            packets(meters);
            health(meters);
        }
    }

    /** Removes its meters from all registries that it was bound to; it may be bound again. The manager is left alone. */
    @Override
    public void close() {
        synchronized (bound) {
            bound.forEach(ManagerMeters::remove);
            bound.clear();
        }
    }

    private static void sessions(ManagerMeters meters) {
        for (SessionState state : SessionState.values()) {
            final Tags ofState = Tags.of("state", lowerCase(state));
            if (state.isTerminal()) {
                meters.counter(
                        "ringcap.sessions.ended",
                        "Sessions that have ended, by how",
                        ofState,
                        now -> now.totals().ended().getOrDefault(state, 0L));
            } else {
                meters.gauge(
                        "ringcap.sessions",
                        "Sessions that have not ended, by state",
                        ofState,
                        now -> now.totals().live().getOrDefault(state, 0L));
            }
        }
        for (ErrorCode code : ErrorCode.values()) {
            if (code != ErrorCode.NONE) {
                final Tags ofCode = Tags.of("code", Integer.toString(code.code()), "error", lowerCase(code));
                meters.counter(
                        "ringcap.failures",
                        "Sessions that have failed, by why",
                        ofCode,
                        now -> now.totals().failures().getOrDefault(code, 0L));
            }
        }
    }

    private static void packets(ManagerMeters meters) {
        count(meters, "ringcap.packets", "Packets taken from the source", PacketTotals::packets);
        meters.byteCounter(
                "ringcap.bytes",
                "Captured bytes of the packets taken",
                now -> now.totals().counters().bytes());
        count(meters, "ringcap.packets.received", "Packets that reached the capture", PacketTotals::received);
        count(meters, "ringcap.packets.paused", "Packets that came in a pause", PacketTotals::pausedPackets);
        count(meters, "ringcap.packets.cut", "Packets kept only in part", PacketTotals::cutPackets);
        count(meters, "ringcap.packets.unattributed", "Packets of no known process", PacketTotals::unattributed);
        count(meters, "ringcap.packets.retired", "Packets in files that a limit deleted", PacketTotals::retiredPackets);
        count(meters, "ringcap.ring.stalls", "How often a worker found no free block", PacketTotals::ringStalls);
        count(meters, "ringcap.part.failures", "Sinks and interfaces that failed", PacketTotals::partFailures);
        lost(meters, "kernel", PacketTotals::droppedKernel);
        lost(meters, "interface", PacketTotals::droppedInterface);
        lost(meters, "unattributed", PacketTotals::droppedUnattributed);
        lost(meters, "undrained", PacketTotals::undrained);
        lost(meters, "handler_skipped", PacketTotals::handlerSkipped);
        lost(meters, "unsaved", PacketTotals::unsavedPackets);
        meters.counter(
                "ringcap.files",
                "Files that were published",
                Tags.empty(),
                now -> now.totals().files());
        meters.byteCounter(
                "ringcap.files.bytes", "Bytes of the files", now -> now.totals().fileBytes());
    }

    private static void health(ManagerMeters meters) {
        for (String mailbox : MAILBOXES) {
            meters.gauge(
                    "ringcap.mailbox.depth",
                    "What waits, by who for",
                    Tags.of("mailbox", mailbox),
                    now -> now.health().mailboxDepths().getOrDefault(mailbox, 0));
        }
        final Tags none = Tags.empty();
        meters.gauge(
                "ringcap.workers",
                "Workers that capture",
                none,
                now -> now.health().workers().size());
        meters.timeGauge("ringcap.worker.silence", "Longest time without a sign of life", MetricReading::silenceUsec);
        meters.gauge(
                "ringcap.threads",
                "Ringcap's threads in this JVM",
                none,
                now -> now.health().threads());
        meters.byteGauge(
                "ringcap.memory",
                "Memory of all rings in this JVM",
                now -> now.health().nativeBytes());
        meters.gauge("ringcap.process.fds", "Open descriptors of the process", none, MetricReading::openFds);
        meters.gauge(
                "ringcap.unreleased",
                "What ended sessions still hold",
                none,
                now -> now.health().unreleased().size());
        meters.gauge(
                "ringcap.owners",
                "Owners that are known",
                none,
                now -> now.health().owners().size());
        meters.counter(
                "ringcap.listener.failures",
                "Calls of listeners that threw",
                none,
                now -> now.health().listenerFailures());
        meters.counter(
                "ringcap.operations.ignored",
                "Operations overtaken or repeated",
                none,
                now -> now.health().ignoredOperations());
    }

    private static void lost(ManagerMeters meters, String cause, ToDoubleFunction<PacketTotals> count) {
        meters.counter(
                "ringcap.packets.lost",
                "Packets lost, by cause",
                Tags.of("cause", cause),
                now -> count.applyAsDouble(now.totals().counters()));
    }

    private static void count(
            ManagerMeters meters, String name, String description, ToDoubleFunction<PacketTotals> count) {
        meters.counter(
                name,
                description,
                Tags.empty(),
                now -> count.applyAsDouble(now.totals().counters()));
    }

    private static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
