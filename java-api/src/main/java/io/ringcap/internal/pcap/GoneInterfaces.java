package io.ringcap.internal.pcap;

import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.PartFailure;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/**
 * The interfaces of a source that went away: what is told of each, and when to look whether it is back. Written by the source's
 * thread; {@link #failures()} and {@link #hasAway()} are for any.
 */
final class GoneInterfaces {
    private static final System.Logger LOG = System.getLogger(GoneInterfaces.class.getName());

    /** How often a missing interface is looked for: some microseconds each, since the shim asks before it opens. */
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final String WAITING = "it is taken up again as soon as it is back";

    private final boolean isRejoining;
    private final List<Absence> absences = new ArrayList<>();
    private final ConcurrentMap<Integer, PartFailure> told = new ConcurrentHashMap<>();
    private long nextLookNs;
    private int lastGone = -1;
    private volatile boolean hasAway;

    /** What is known of one interface that went away at least once. */
    private static final class Absence {
        private final int index;
        private final String name;
        private int times;
        private String story = "";
        private String trouble = "";
        private boolean isAway;
        private boolean isBarred;

        private Absence(int index, String name) {
            this.index = index;
            this.name = name;
        }
    }

    GoneInterfaces(boolean isRejoining) {
        this.isRejoining = isRejoining;
    }

    void onGone(int index, String name, String cause) {
        final Absence absence = absenceOf(index, name);
        absence.isAway = true;
        absence.times++;
        hasAway = true;
        lastGone = index;
        nextLookNs = System.nanoTime() + LOOK_NS;
        if (isRejoining) {
            absence.story = "interface " + name + " went away at " + now() + ": " + cause;
            absence.trouble = "";
            tell(absence, WAITING);
        } else {
            absence.story = "interface " + name + " went away: " + cause;
            tell(absence, "start again when it is back");
        }
    }

    private Absence absenceOf(int index, String name) {
        for (Absence each : absences) {
            if (each.index == index) {
                return each;
            }
        }
        final Absence first = new Absence(index, name);
        absences.add(first);
        return first;
    }

    private void tell(Absence absence, String outcome) {
        told.put(
                absence.index,
                new PartFailure(
                        "interface " + absence.name,
                        ErrorCode.RUN_INTERFACE_GONE,
                        absence.story + "; " + outcome
                                + (absence.times > 1 ? " (it went away " + absence.times + " times)" : "")));
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Whether an interface may still be taken up again. */
    boolean hasHope() {
        return !hopes().isEmpty();
    }

    private List<Absence> hopes() {
        return !isRejoining || absences.isEmpty()
                ? List.of()
                : absences.stream()
                        .filter(each -> each.isAway && !each.isBarred)
                        .toList();
    }

    /** How long nobody needs to look. */
    long untilLookNs(long nowNs) {
        return Math.max(nextLookNs - nowNs, 0);
    }

    /** Opens an interface again; answers its index or a code with its text. */
    @FunctionalInterface
    interface Reopening {
        int reopen(int index, String name, NativeError error);
    }

    /** Tries all that are away, if it is time; returns how many came back. */
    int look(long nowNs, Reopening reopening) {
        final List<Absence> away = hopes();
        if (away.isEmpty() || nowNs - nextLookNs < 0) {
            return 0;
        }
        int back = 0;
        for (Absence each : away) {
            final NativeError error = new NativeError();
            final int result = reopening.reopen(each.index, each.name, error);
            if (result >= 0) {
                each.isAway = false;
                back++;
                tell(each, "it is back since " + now());
            } else if (result == NativeErrors.INVALID) {
                each.isBarred = true;
                tell(each, error.message() + "; start again to record it as it is now");
            } else if (result == NativeErrors.NETNS_STUCK) {
                throw new CaptureException(
                        ErrorCode.RUN_ENGINE_DIED,
                        "the thread could not come back from the network namespace of interface " + each.name + ": "
                                + error.message() + "; start again");
            } else {
                onRefused(each, result, error.message());
            }
        }
        hasAway = absences.stream().anyMatch(each -> each.isAway);
        nextLookNs = System.nanoTime() + LOOK_NS;
        return back;
    }

    /** It may be there, and something else is in the way: who waits for it shall know, and can help. */
    private void onRefused(Absence absence, int code, String text) {
        final boolean isMissing = code == NativeErrors.NO_INTERFACE || code == NativeErrors.INTERFACE_GONE;
        final String trouble = isMissing ? "" : text + " (code " + code + ")";
        if (trouble.equals(absence.trouble)) {
            return;
        }
        absence.trouble = trouble;
        if (isMissing) {
            tell(absence, WAITING);
            return;
        }
        LOG.log(System.Logger.Level.WARNING, "interface {0} cannot be taken up again: {1}", absence.name, trouble);
        tell(absence, "it cannot be taken up again: " + trouble + "; it is tried again until that is mended");
    }

    /** Whether any is away at this moment. Any thread. */
    boolean hasAway() {
        return hasAway;
    }

    /** What is told of those that went away, by interface. Any thread. */
    List<PartFailure> failures() {
        return List.copyOf(told.values());
    }

    /** Why the source has ended, when it has because nothing is left of it. */
    CaptureException asFailure() {
        final PartFailure last = told.get(lastGone);
        if (last == null) {
            throw new IllegalStateException("no interface went away");
        }
        return new CaptureException(last.error(), last.errorMsg());
    }
}
