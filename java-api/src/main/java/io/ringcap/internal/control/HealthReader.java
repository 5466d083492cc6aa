package io.ringcap.internal.control;

import io.ringcap.internal.pcap.Slab;
import io.ringcap.message.ManagerHealth;
import io.ringcap.message.OwnerInfo;
import io.ringcap.message.WorkerHealth;
import java.io.File;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Gathers how a manager is. Any thread; asks nobody, so a manager that is stuck can be looked at as well. */
public final class HealthReader {
    private static final String THREAD_PREFIX = "ringcap";
    private static final long UNKNOWN = -1;

    private HealthReader() {}

    /** The manager at this moment. */
    public static ManagerHealth read(ManagerLoop manager, long nowUsec) {
        final List<WorkerHealth> workers = new ArrayList<>();
        int undelivered = 0;
        for (Session session : manager.registry().active()) {
            undelivered += session.undelivered();
            final WorkerRun run = session.run();
            if (run != null) {
                final long silentUsec = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - run.lastBeatNs());
                workers.add(new WorkerHealth(session.id(), session.state(), nowUsec - silentUsec, run.threadName()));
            }
        }
        final Map<String, Integer> depths = new LinkedHashMap<>();
        depths.put("manager", manager.waitingMessages());
        depths.put("cleaner", manager.cleaner().waiting() + manager.files().pendingCount());
        depths.put("listeners", undelivered);
        depths.put("observers", manager.observers().waiting());
        return new ManagerHealth(
                nowUsec,
                manager.isStopped() ? "closed" : manager.isClosing() ? "closing" : "running",
                manager.registry().active().size(),
                manager.registry().endedCount(),
                manager.owners().all().stream().map(Owner::name).sorted().toList(),
                threads(),
                openFds(),
                Slab.bytesInUse(),
                depths,
                workers,
                manager.cleaner().heartbeat().tsUsec(),
                manager.listenerFailures(),
                manager.ignoredOperations(),
                manager.unreleased());
    }

    /** What is known of an owner. */
    public static OwnerInfo read(ManagerLoop manager, Owner owner) {
        final int active = (int) manager.registry().active().stream()
                .filter(session -> owner.equals(session.owner()))
                .count();
        return new OwnerInfo(owner.name(), owner.createdUsec(), owner.accessedUsec(), owner.messageCount(), active);
    }

    /** Ringcap's own, of all managers of this JVM. */
    private static int threads() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        Thread[] all = new Thread[root.activeCount() + 64];
        int count = root.enumerate(all);
        while (count == all.length) {
            all = new Thread[count * 2];
            count = root.enumerate(all);
        }
        int ours = 0;
        for (int i = 0; i < count; i++) {
            ours += all[i].getName().startsWith(THREAD_PREFIX) ? 1 : 0;
        }
        return ours;
    }

    /** Of the whole process; -1 where that cannot be counted. */
    private static long openFds() {
        final String[] names = new File("/proc/self/fd").list();
        return names == null ? UNKNOWN : names.length;
    }
}
