package io.ringcap.internal.follow;

import io.ringcap.internal.pcap.MissingRight;
import io.ringcap.internal.pcap.ProcessRights;
import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.PartFailure;
import io.ringcap.packet.PacketProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The processes of one network namespace that are followed, and the sockets that their descriptors lead to. Confined to one thread at
 * a time, but for {@link #failures()}.
 */
final class ProcessMembers {
    private static final String SOCKET = "socket:[";

    private final ProcFiles proc;
    private final String shown;
    private final String namespace;
    private final Map<Long, Integer> pidBySocket = new HashMap<>();

    /** By number, in ascending order: of several that share a socket the first is meant. */
    private final TreeMap<Integer, Member> members = new TreeMap<>();

    private final Set<String> told = new HashSet<>();
    private final List<PartFailure> failures = new CopyOnWriteArrayList<>();

    /** A process and whether its descriptors can be read. */
    private record Member(long started, PacketProcess process, boolean isReadable) {}

    /**
     * Begins with the namespace of one process.
     *
     * @param shown what the user has called the processes
     * @throws CaptureException START_NO_PERMISSION when nothing can be found out about that one
     */
    ProcessMembers(ProcFiles proc, int first, String shown) {
        this.proc = proc;
        this.shown = shown;
        this.namespace = proc.link(first, ProcFiles.NETNS);
        if (namespace.isEmpty()) {
            throw refused(first, null);
        }
    }

    /** Takes over who there is now; returns whether that is anybody else than before. */
    boolean update(Map<Integer, Long> found) {
        boolean hasChanged = members.entrySet().removeIf(each -> {
            final Long started = found.get(each.getKey());
            return started == null || started != each.getValue().started();
        });
        for (Map.Entry<Integer, Long> each : found.entrySet()) {
            final int pid = each.getKey();
            if (!members.containsKey(pid) && isHere(pid)) {
                members.put(pid, new Member(each.getValue(), process(pid), true));
                hasChanged = true;
            }
        }
        return hasChanged;
    }

    private boolean isHere(int pid) {
        final String where = proc.link(pid, ProcFiles.NETNS);
        if (where.isEmpty()) {
            return proc.started(pid).isPresent() && notAllowed(pid, null);
        }
        if (where.equals(namespace)) {
            return true;
        }
        tell(
                "elsewhere",
                new PartFailure(
                        "process " + pid,
                        ErrorCode.START_PROCESS_NOT_FOUND,
                        "lives in another network namespace than the first of " + shown
                                + " and is not followed; capture it by its own number"));
        return false;
    }

    private PacketProcess process(int pid) {
        final String name = proc.read(pid, "comm");
        return new PacketProcess(pid, name.endsWith("\n") ? name.substring(0, name.length() - 1) : name);
    }

    private void tell(String what, PartFailure failure) {
        if (told.add(what)) {
            failures.add(failure);
        }
    }

    /** Whether nobody is left. */
    boolean isEmpty() {
        return members.isEmpty();
    }

    /** Reads all descriptors again, and the names, which change when a process starts a program. */
    void readDescriptors() {
        pidBySocket.clear();
        members.replaceAll((pid, member) -> {
            final PacketProcess now = process(pid);
            final PacketProcess process =
                    now.name().isEmpty() || now.name().equals(member.process().name()) ? member.process() : now;
            return new Member(member.started(), process, read(pid, member));
        });
    }

    private boolean read(int pid, Member member) {
        try (DirectoryStream<Path> descriptors =
                Files.newDirectoryStream(proc.of(pid).resolve("fd"))) {
            for (Path descriptor : descriptors) {
                addIfSocket(descriptor, pid);
            }
        } catch (AccessDeniedException e) {
            return isGone(pid, member) || notAllowed(pid, e);
        } catch (IOException e) {
            requireGone(pid, member, e);
        } catch (DirectoryIteratorException e) {
            requireGone(pid, member, e.getCause());
        }
        return true;
    }

    /** One that has ended meanwhile has no sockets; of another that is not known. */
    private void requireGone(int pid, Member member, IOException why) {
        if (!isGone(pid, member)) {
            throw new UncheckedIOException(why);
        }
    }

    private boolean isGone(int pid, Member member) {
        final OptionalLong started = proc.started(pid);
        return started.isEmpty() || started.getAsLong() != member.started();
    }

    /** Always false. */
    private boolean notAllowed(int pid, @Nullable AccessDeniedException e) {
        tell("not allowed", new PartFailure("process " + pid, ErrorCode.START_NO_PERMISSION, refusal(pid, e)));
        return false;
    }

    private void addIfSocket(Path descriptor, int pid) {
        try {
            final String leadsTo = Files.readSymbolicLink(descriptor).toString();
            if (leadsTo.startsWith(SOCKET) && leadsTo.endsWith("]")) {
                pidBySocket.putIfAbsent(Long.valueOf(leadsTo.substring(SOCKET.length(), leadsTo.length() - 1)), pid);
            }
        } catch (IOException | RuntimeException e) {
            // Closed meanwhile, or a file whose name is no text: not a socket.
        }
    }

    /** @throws CaptureException START_NO_PERMISSION when nobody's descriptors can be read */
    void requireReadable() {
        if (!members.isEmpty() && members.values().stream().noneMatch(Member::isReadable)) {
            throw refused(members.firstKey(), null);
        }
    }

    private CaptureException refused(int pid, @Nullable Throwable cause) {
        return new CaptureException(
                ErrorCode.START_NO_PERMISSION, "process " + pid + ": " + refusal(pid, cause), cause);
    }

    private String refusal(int pid, @Nullable Throwable cause) {
        return "its sockets cannot be found out: the kernel does not let this user read "
                + proc.of(pid).resolve("fd")
                + (cause == null ? "" : " (" + cause.getClass().getSimpleName() + ")")
                + ": " + MissingRight.of(ProcessRights.SYS_PTRACE).text() + "; or run as that process's user";
    }

    /** The process that has a socket, of several the one with the lowest number; null for somebody else's. */
    @Nullable
    Integer pidOf(long socket) {
        return pidBySocket.get(socket);
    }

    /** In ascending order of numbers. */
    List<PacketProcess> processes() {
        return members.values().stream().map(Member::process).toList();
    }

    List<PartFailure> failures() {
        return List.copyOf(failures);
    }
}
