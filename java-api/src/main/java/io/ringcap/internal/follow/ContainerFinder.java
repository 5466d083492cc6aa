package io.ringcap.internal.follow;

import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds containers without asking an engine: by the control groups of the processes, version 1 or 2, whose paths hold the id.
 *
 * <pre>
 *   docker        /docker/ID, /system.slice/docker-ID.scope
 *   podman        /machine.slice/libpod-ID.scope/container, /libpod_parent/libpod-ID, .../libpod-payload-ID
 *   containerd    /kubepods.slice/.../cri-containerd-ID.scope, /kubepods/.../ID, /NAMESPACE/NAME
 *   cri-o         /kubepods.slice/.../crio-ID.scope
 * </pre>
 *
 * Stateless; any thread.
 */
final class ContainerFinder {
    /** An id as engines make them, behind the engine's own name or alone. */
    private static final Pattern ID = Pattern.compile("(?:^|-)([0-9a-f]{64})(?:\\.scope)?$");

    /** The process that an engine has beside each container, in another network namespace. */
    private static final String MONITOR = "conmon-";

    /** Groups of the system's services, which are no containers. */
    private static final Pattern UNIT = Pattern.compile(".*\\.(?:scope|service|slice|mount|socket|swap)");

    private static final int SHOWN = 20;
    private static final int SHORT_ID_CHARS = 12;

    private final ProcFiles proc;

    ContainerFinder(ProcFiles proc) {
        this.proc = proc;
    }

    /**
     * A container.
     *
     * @param pids its processes at this moment, the oldest first
     */
    record Container(String id, List<Integer> pids) {}

    /**
     * The one container of which this is the id, its beginning, or the name.
     *
     * @throws CaptureException START_PROCESS_NOT_FOUND when there is none, or several
     */
    Container find(String wanted) {
        final Map<String, List<Integer>> all = all();
        final List<Integer> named = all.getOrDefault(wanted, List.of());
        final List<String> matching = all.keySet().stream()
                .filter(id -> isId(id) && id.startsWith(wanted))
                .toList();
        if (!named.isEmpty()) {
            // Whoever may name a group could otherwise put it before somebody's container.
            if (!isId(wanted) && !matching.isEmpty()) {
                throw several(
                        wanted,
                        Stream.concat(Stream.of(wanted), matching.stream()).toList());
            }
            return new Container(wanted, oldestFirst(named));
        }
        if (matching.size() == 1) {
            return new Container(matching.get(0), oldestFirst(all.getOrDefault(matching.get(0), List.of())));
        }
        throw matching.isEmpty() ? none(wanted, all.keySet()) : several(wanted, matching);
    }

    private static CaptureException none(String wanted, Set<String> all) {
        final List<String> ids = all.stream().filter(ContainerFinder::isId).toList();
        return new CaptureException(
                ErrorCode.START_PROCESS_NOT_FOUND,
                "no process is in a container with the id '" + wanted
                        + "' (the names that engines give are not known here); there are: "
                        + (ids.isEmpty() ? "none" : shown(ids, SHORT_ID_CHARS)));
    }

    private static CaptureException several(String wanted, List<String> ids) {
        // Enough to tell those apart that begin alike.
        return new CaptureException(
                ErrorCode.START_PROCESS_NOT_FOUND,
                "container '" + wanted + "' may be any of: " + shown(ids, wanted.length() + SHORT_ID_CHARS)
                        + "; say more of its id");
    }

    /** The processes that a container has now; empty when it is gone. */
    List<Integer> pids(String id) {
        return all().getOrDefault(id, List.of());
    }

    /** Whether a process is there and in the container. */
    boolean isIn(int pid, String id) {
        return names(proc.read(pid, "cgroup")).contains(id) && proc.started(pid).isPresent();
    }

    /** Processes by what their control groups are called. */
    private Map<String, List<Integer>> all() {
        final Map<String, List<Integer>> found = new TreeMap<>();
        for (int pid : proc.pids()) {
            final Set<String> names = names(proc.read(pid, "cgroup"));
            if (!names.isEmpty() && proc.started(pid).isPresent()) {
                names.forEach(name ->
                        found.computeIfAbsent(name, any -> new ArrayList<>()).add(pid));
            }
        }
        return found;
    }

    /** What the groups of a process may be called by: the ids in their paths, or the last part of one without. */
    private static Set<String> names(String cgroup) {
        final Set<String> names = new LinkedHashSet<>();
        for (String line : cgroup.lines().toList()) {
            // number:controllers:path, and a path may hold colons.
            final String[] parts = line.split(":", 3);
            if (parts.length < 3) {
                continue;
            }
            final String[] path = parts[2].split("/", -1);
            boolean hasId = false;
            for (String part : path) {
                final Matcher id = ID.matcher(part);
                if (id.find()) {
                    hasId = true;
                    if (!part.contains(MONITOR)) {
                        names.add(id.group(1));
                    }
                }
            }
            final String last = path.length == 0 ? "" : path[path.length - 1];
            if (!hasId && !last.isEmpty() && !UNIT.matcher(last).matches()) {
                names.add(last);
            }
        }
        return names;
    }

    private static boolean isId(String name) {
        final Matcher id = ID.matcher(name);
        return id.find() && id.group(1).equals(name);
    }

    private List<Integer> oldestFirst(List<Integer> pids) {
        return pids.stream()
                .sorted((a, b) -> Long.compare(
                        proc.started(a).orElse(Long.MAX_VALUE), proc.started(b).orElse(Long.MAX_VALUE)))
                .toList();
    }

    private static String shown(List<String> ids, int chars) {
        return ids.stream()
                        .limit(SHOWN)
                        .map(id -> id.substring(0, Math.min(chars, id.length())))
                        .collect(Collectors.joining(", "))
                + (ids.size() > SHOWN ? " and " + (ids.size() - SHOWN) + " more" : "");
    }
}
