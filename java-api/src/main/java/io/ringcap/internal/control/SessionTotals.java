package io.ringcap.internal.control;

import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.CaptureTotals;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.PacketTotals;
import io.ringcap.message.SessionState;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sums up what all sessions of a manager have counted, so that nothing is missing when one ends or is forgotten. Written by the
 * manager's thread, read by any; lives with the manager.
 */
final class SessionTotals {
    private static final PacketTotals NO_PACKETS = new PacketTotals(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    private static final CaptureTotals NOTHING = new CaptureTotals(Map.of(), Map.of(), Map.of(), NO_PACKETS, 0, 0);

    /** Replaced as a whole: a reader that saw an end in one of its parts only would count that session twice, or not at all. */
    private record View(List<Session> live, CaptureTotals past) {}

    private volatile View view = new View(List.of(), NOTHING);

    // ---- the manager's thread ----

    void began(Session session) {
        final List<Session> live = new ArrayList<>(view.live());
        live.add(session);
        view = new View(List.copyOf(live), view.past());
    }

    /** It has counted its last; before its state says so. */
    void ended(Session session, SessionState end, CaptureStats last, @Nullable CaptureException cause) {
        final List<Session> live = new ArrayList<>(view.live());
        live.remove(session);
        final CaptureTotals past = view.past();
        final Map<ErrorCode, Long> failures =
                cause == null ? past.failures() : oneMore(ErrorCode.class, past.failures(), cause.code());
        view = new View(
                List.copyOf(live),
                new CaptureTotals(
                        Map.of(),
                        oneMore(SessionState.class, past.ended(), end),
                        failures,
                        plus(past.counters(), last),
                        past.files(),
                        past.fileBytes()));
    }

    void published(CaptureFileInfo file) {
        final CaptureTotals past = view.past();
        view = new View(
                view.live(),
                new CaptureTotals(
                        Map.of(),
                        past.ended(),
                        past.failures(),
                        past.counters(),
                        past.files() + 1,
                        past.fileBytes() + file.fileSize()));
    }

    private static <K extends Enum<K>> Map<K, Long> oneMore(Class<K> type, Map<K, Long> counts, K which) {
        final Map<K, Long> next = new EnumMap<>(type);
        next.putAll(counts);
        next.merge(which, 1L, Long::sum);
        return next;
    }

    /** Those of one more session; what cannot be known counts as nothing. */
    static PacketTotals plus(PacketTotals before, CaptureStats session) {
        final Long byInterface = session.droppedInterface();
        return new PacketTotals(
                before.packets() + session.packets(),
                before.bytes() + session.bytes(),
                before.received() + session.received(),
                before.droppedKernel() + session.droppedKernel(),
                before.droppedInterface() + (byInterface == null ? 0 : byInterface),
                before.unattributed() + sum(session.unattributed()),
                before.droppedUnattributed() + session.droppedUnattributed(),
                before.undrained() + session.undrained(),
                before.pausedPackets() + session.pausedPackets(),
                before.cutPackets() + session.cutPackets(),
                before.ringStalls() + session.ringStalls(),
                before.handlerSkipped() + sum(session.handlerSkipped()),
                before.unsavedPackets() + sum(session.unsavedPackets()),
                before.retiredPackets() + sum(session.retiredPackets()),
                before.partFailures() + session.partFailures().size());
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    // ---- any thread ----

    CaptureTotals read() {
        final View now = view;
        final Map<SessionState, Long> live = new EnumMap<>(SessionState.class);
        PacketTotals counters = now.past().counters();
        for (Session session : now.live()) {
            counters = plus(counters, session.stats());
            final SessionState state = session.state();
            if (!state.isTerminal()) {
                live.merge(state, 1L, Long::sum);
            }
        }
        return new CaptureTotals(
                live,
                now.past().ended(),
                now.past().failures(),
                counters,
                now.past().files(),
                now.past().fileBytes());
    }
}
