package io.ringcap.internal.follow;

import io.ringcap.config.CaptureTarget;
import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The processes that a capture is about: one, or all of a name, and what they have started if that is wanted. A process is its number
 * and its beginning, for numbers are used again. Confined to one thread at a time.
 */
final class ProcessFinder {
    /**
     * How long a name holds that was looked at: a process takes another one by starting a program, mostly at once after it began. So
     * what is young is looked at each time, and all others as seldom as this.
     */
    private static final long NAME_HOLDS_NS = TimeUnit.SECONDS.toNanos(1);

    private final ProcFiles proc;
    private final CaptureTarget target;
    private Map<Integer, Long> found = Map.of();

    /** When each process was seen first. */
    private Map<Integer, Long> seenNs = new HashMap<>();

    private long allLookedAtNs;
    private boolean isFirstLook = true;

    /**
     * Looks for the first time.
     *
     * @throws CaptureException START_PROCESS_NOT_FOUND when there is none
     */
    ProcessFinder(ProcFiles proc, CaptureTarget target) {
        this.proc = proc;
        this.target = target;
        refresh();
        if (found.isEmpty()) {
            throw new CaptureException(
                    ErrorCode.START_PROCESS_NOT_FOUND,
                    "there is no process " + shown() + "; 'ps -e' shows those there are, of whom a name is the whole"
                            + " name of the command or of its program file");
        }
    }

    /** The process that has run longest of those found last that this user may look into; of all when there is none such. */
    int first() {
        final List<Integer> oldestFirst = found.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .toList();
        return oldestFirst.stream().filter(proc::isReadable).findFirst().orElse(oldestFirst.get(0));
    }

    /** Those found last, each with its beginning. */
    Map<Integer, Long> found() {
        return found;
    }

    /** Looks again; returns whether any is left. */
    boolean refresh() {
        final Map<Integer, Long> now = new LinkedHashMap<>();
        final String name = target.processName();
        if (name == null && !target.withChildren()) {
            keepTheOne(now);
            found = now;
            return !found.isEmpty();
        }
        final List<Integer> all = proc.pids();
        final long nowNs = System.nanoTime();
        final boolean isAll = isFirstLook || nowNs - allLookedAtNs >= NAME_HOLDS_NS;
        final boolean isAnyYoung = meet(all, nowNs);
        if (name == null) {
            keepTheOne(now);
        } else {
            findNamed(now, all, name, isAll, nowNs);
        }
        if (target.withChildren()) {
            // Those whose parent has ended since are still theirs.
            found.forEach((pid, started) -> {
                if (isStill(pid, started)) {
                    now.putIfAbsent(pid, started);
                }
            });
            if (isAll || isAnyYoung) {
                addChildren(now, all);
            }
        }
        allLookedAtNs = isAll ? nowNs : allLookedAtNs;
        isFirstLook = false;
        found = now;
        return !found.isEmpty();
    }

    /** Notes who is new; returns whether anybody is young. */
    private boolean meet(List<Integer> all, long nowNs) {
        final Map<Integer, Long> met = new HashMap<>(all.size() * 2);
        boolean isAnyYoung = false;
        for (Integer pid : all) {
            final Long sinceNs = seenNs.getOrDefault(pid, nowNs);
            met.put(pid, sinceNs);
            isAnyYoung |= nowNs - sinceNs < NAME_HOLDS_NS;
        }
        seenNs = met;
        return isAnyYoung;
    }

    private void findNamed(Map<Integer, Long> now, List<Integer> all, String name, boolean isAll, long nowNs) {
        for (Integer pid : all) {
            final @Nullable Long before = found.get(pid);
            final boolean isKnown = before != null && isStill(pid, before);
            final long ageNs = nowNs - seenNs.getOrDefault(pid, nowNs);
            final boolean isToBeAsked = isAll || ageNs < NAME_HOLDS_NS || (before != null && !isKnown);
            if (isToBeAsked ? isNamed(pid, name) : isKnown) {
                put(now, pid);
            }
        }
    }

    private void keepTheOne(Map<Integer, Long> now) {
        final int pid = (int) target.pid();
        final @Nullable Long before = found.get(pid);
        if (before == null ? found.isEmpty() : isStill(pid, before)) {
            put(now, pid);
        }
    }

    private void put(Map<Integer, Long> into, int pid) {
        final OptionalLong started = proc.started(pid);
        if (started.isPresent()) {
            into.put(pid, started.getAsLong());
        }
    }

    private boolean isStill(int pid, long started) {
        final OptionalLong now = proc.started(pid);
        return now.isPresent() && now.getAsLong() == started;
    }

    private boolean isNamed(int pid, String name) {
        // The kernel's own name is short, and a program may change it.
        return comm(pid).equals(name)
                || lastPart(proc.link(pid, "exe")).equals(name)
                || lastPart(firstArgument(pid)).equals(name);
    }

    private String comm(int pid) {
        final String comm = proc.read(pid, "comm");
        return comm.endsWith("\n") ? comm.substring(0, comm.length() - 1) : comm;
    }

    private String firstArgument(int pid) {
        final String line = proc.read(pid, "cmdline");
        final int end = line.indexOf('\0');
        return end < 0 ? line : line.substring(0, end);
    }

    private static String lastPart(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private void addChildren(Map<Integer, Long> now, List<Integer> all) {
        final Map<Integer, List<Integer>> children = new HashMap<>();
        for (int pid : all) {
            final OptionalLong parent = proc.parent(pid);
            if (parent.isPresent()) {
                children.computeIfAbsent((int) parent.getAsLong(), any -> new ArrayList<>())
                        .add(pid);
            }
        }
        final Deque<Integer> open = new ArrayDeque<>(now.keySet());
        while (!open.isEmpty()) {
            for (int child : children.getOrDefault(open.remove(), List.of())) {
                if (!now.containsKey(child)) {
                    put(now, child);
                    open.add(child);
                }
            }
        }
    }

    /** As the user has named it. */
    String shown() {
        return target.processName() == null ? Long.toString(target.pid()) : "'" + target.processName() + "'";
    }
}
