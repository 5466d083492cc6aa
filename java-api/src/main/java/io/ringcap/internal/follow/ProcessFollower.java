package io.ringcap.internal.follow;

import io.ringcap.config.CaptureDevice;
import io.ringcap.internal.pcap.SocketTable;
import io.ringcap.internal.pcap.Sources;
import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.PartFailure;
import io.ringcap.packet.PacketProcess;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks which sockets processes have: the kernel lists those of the namespace, and the processes' descriptors say whose they are.
 * Descriptors are read when there is a socket that was not there before, when a process is new, and once a second, since a socket
 * can be passed on. Made on the worker's thread, then used by the target's.
 */
final class ProcessFollower implements Follower {
    private static final long SHORTEST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONGEST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(100);

    /** So many times what a look takes of a processor: with thousands of sockets it must not take one for itself. */
    private static final int PAUSES_A_LOOK = 9;

    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    private static final long ALL_AGAIN_NS = TimeUnit.SECONDS.toNanos(1);

    private final ProcessFinder processes;
    private final ProcessMembers members;
    private final SocketTable sockets;
    private final @Nullable Path netns;
    private final FilterScope scope;
    private final KnownSockets known = new KnownSockets();

    /** All sockets that were seen last: another one may be theirs. */
    private Set<Long> seen = Set.of();

    /** Whether a socket that was seen last may be theirs or not. */
    private boolean hasUndecided;

    private AddressSet addresses = AddressSet.NONE;
    private long allAgainNs;

    /** The last look did not come to its end: what it has seen is not known to be complete. */
    private boolean hasFailed;

    private long pauseNs = SHORTEST_PAUSE_NS;
    private volatile String expression = "";
    private volatile @Nullable FlowTable flows;

    private ProcessFollower(
            ProcessFinder processes,
            ProcessMembers members,
            SocketTable sockets,
            @Nullable Path netns,
            FilterScope scope) {
        this.processes = processes;
        this.members = members;
        this.sockets = sockets;
        this.netns = netns;
        this.scope = scope;
    }

    /**
     * Looks for the first time.
     *
     * @param netns leads to the processes' namespace for as long as the follower is there; null for our own
     * @throws CaptureException START_NO_PERMISSION when it may not be known what sockets they have
     */
    static ProcessFollower open(ProcessFinder processes, ProcFiles proc, FilterScope scope, @Nullable Path netns) {
        final int first = processes.first();
        final ProcessMembers members = new ProcessMembers(proc, first, processes.shown());
        final ProcessFollower follower = new ProcessFollower(processes, members, SocketTable.open(netns), netns, scope);
        try {
            members.update(processes.found());
            follower.lookAtSockets(true);
            // Now what was no process's of ours both times is somebody else's.
            follower.lookAtSockets(false);
            members.requireReadable();
        } catch (RuntimeException | Error e) {
            follower.close();
            throw e;
        }
        return follower;
    }

    @Override
    public String expression() {
        return expression;
    }

    @Override
    public @Nullable FlowTable flows() {
        return flows;
    }

    @Override
    public List<PartFailure> failures() {
        return members.failures();
    }

    @Override
    public void look() {
        final long beganNs = CPU.getCurrentThreadCpuTime();
        processes.refresh();
        final boolean isAnybodyNew = members.update(processes.found());
        if (members.isEmpty()) {
            throw new CaptureException(
                    ErrorCode.RUN_PROCESS_DIED,
                    "process " + processes.shown() + " ended; what was captured is saved, start again when it runs");
        }
        final boolean hasChanged = lookAtSockets(isAnybodyNew);
        final long calmNs = hasChanged ? SHORTEST_PAUSE_NS : Math.min(pauseNs * 2, LONGEST_PAUSE_NS);
        pauseNs = Math.max(calmNs, (CPU.getCurrentThreadCpuTime() - beganNs) * PAUSES_A_LOOK);
    }

    /** Returns whether anything is another than it was. */
    private boolean lookAtSockets(boolean isAnybodyNew) {
        final Instant now = Instant.now();
        final long asOfNs = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        final long nowNs = System.nanoTime();
        final int count = sockets.read();
        final FlowTable before = flows;
        final boolean isAll = before == null || hasFailed || nowNs - allAgainNs >= ALL_AGAIN_NS;
        hasFailed = true;
        final boolean hasChanged = isAnybodyNew || sockets.hasChanged();
        if (before != null && !isAll && !hasChanged && !hasUndecided) {
            flows = before.asOf(asOfNs);
            hasFailed = false;
            return false;
        }
        if (isAll) {
            allAgainNs = nowNs;
            addresses = ownAddresses(before == null);
        }
        final Set<Long> seenBefore = seen;
        if (hasNew(count) || isAll || isAnybodyNew) {
            members.readDescriptors();
        }
        noteAll(count, seenBefore, nowNs);
        known.forget(nowNs);
        expression = scope.expression(known.ports());
        flows = known.table(members.processes(), addresses, asOfNs);
        hasFailed = false;
        return hasChanged;
    }

    /** When they cannot be asked for any more, for lack of descriptors perhaps, the last known ones hold. */
    private AddressSet ownAddresses(boolean isFirst) {
        try {
            return AddressSet.of(Sources.devices(netns).stream()
                    .map(CaptureDevice::addresses)
                    .flatMap(List::stream)
                    .toList());
        } catch (CaptureException e) {
            if (isFirst) {
                throw e;
            }
            return addresses;
        }
    }

    private boolean hasNew(int count) {
        final Set<Long> now = new HashSet<>(count * 2);
        boolean isAnyNew = false;
        for (int i = 0; i < count; i++) {
            final Long socket = sockets.inode(i);
            now.add(socket);
            isAnyNew |= !seen.contains(socket);
        }
        seen = now;
        return isAnyNew;
    }

    /**
     * A socket without a number is no process's yet or any more: what was known of it holds. One that is new and that none of our
     * processes has may have been closed between the list and the descriptors: it is somebody else's when it is listed again.
     */
    private void noteAll(int count, Set<Long> seenBefore, long nowNs) {
        hasUndecided = false;
        final Map<Integer, PacketProcess> byPid = new HashMap<>();
        members.processes().forEach(each -> byPid.put(each.pid(), each));
        for (int i = 0; i < count; i++) {
            final long socket = sockets.inode(i);
            if (socket != 0 && sockets.localPort(i) != 0) {
                final Integer pid = members.pidOf(socket);
                if (pid != null || seenBefore.contains(socket)) {
                    known.note(SocketKey.of(sockets, i), pid == null ? null : byPid.get(pid), nowNs);
                } else {
                    hasUndecided = true;
                }
            }
        }
    }

    @Override
    public long pauseNs() {
        return pauseNs;
    }

    @Override
    public void close() {
        sockets.close();
    }
}
