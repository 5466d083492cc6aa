package io.ringcap.internal.follow;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.CaptureTarget;
import io.ringcap.internal.pcap.BlockMemory;
import io.ringcap.internal.pcap.BlockSource;
import io.ringcap.internal.pcap.HeldNetns;
import io.ringcap.internal.pcap.Slab;
import io.ringcap.internal.pcap.SourceCounters;
import io.ringcap.internal.pcap.Sources;
import io.ringcap.packet.BlockLayout;
import io.ringcap.packet.PacketBlock;
import io.ringcap.packet.PacketCursor;
import io.ringcap.testing.PrivateHost;
import io.ringcap.testing.TalkingProcess;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A program, not a test: how much of short connections of a process is captured and attributed, for each way to filter. The other end
 * belongs to another process. A second argument, a number of sockets, measures what looking costs instead.
 */
final class ShortConnectionsBench {
    private static final int[] LENGTHS_MS = {1, 5, 20, 50, 100, 500};
    private static final int TOTAL_MS = 3_000;
    private static final int MOST_CONNECTIONS = 300;
    private static final int PORT = 4711;
    private static final int SYN = 2;
    private static final int COOKED_HEADER = 16;
    private static final int COOKED_2 = 276;
    private static final int COOKED_2_HEADER = 20;
    private static final int DATA_BYTES = 16;

    private ShortConnectionsBench() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0) {
            looks(Integer.parseInt(arguments[0]));
            return;
        }
        System.out.println("scope       ms  connections  sent  let in  attributed  openings  all data");
        for (FilterScope scope : FilterScope.values()) {
            for (int ms : LENGTHS_MS) {
                connections(scope, ms);
            }
        }
    }

    private static void connections(FilterScope scope, int ms) throws Exception {
        final int times = Math.min(MOST_CONNECTIONS, TOTAL_MS / ms);
        try (PrivateHost host = PrivateHost.open()) {
            host.process().tell("serve tcp4 127.0.0.1 " + PORT);
            // Named, and so past the change of namespaces that it begins with.
            final TalkingProcess client = host.process().name("client");
            final CaptureTarget target = new CaptureTarget(null, client.pid(), false, false, null, null);
            final ProcFiles proc = new ProcFiles();
            final ProcessFollower follower =
                    ProcessFollower.open(new ProcessFinder(proc, target), proc, scope, host.netns());
            final BlockSource all = open(host.netns(), "tcp");
            final BlockSource inner = open(host.netns(), follower.expression());
            try (Slab slab = Slab.map(1, BlockLayout.MIN_BLOCK_BYTES);
                    all;
                    TargetSource source = new TargetSource(
                                    inner, follower, HeldNetns.asNamed(host.netns()), "", false, "bench-target")
                            .start()) {
                TimeUnit.MILLISECONDS.sleep(300);
                final String command = "short 127.0.0.1 " + PORT + " " + times + " " + ms;
                client.begin(command);
                final Thread answer = new Thread(() -> client.answer(command), "bench-answer");
                answer.start();
                final Seen seen = new Seen();
                long sent = 0;
                while (answer.isAlive()) {
                    seen.read(source, slab.block(0));
                    // A block of the kernel's ring is used up each time, however little is in it.
                    sent += Math.max(all.fill(slab.block(0), 0, 0), 0);
                }
                source.quiesce(TimeUnit.SECONDS.toNanos(1));
                while (seen.read(source, slab.block(0)) != BlockSource.END) {
                    // What is left.
                }
                all.quiesce(TimeUnit.SECONDS.toNanos(1));
                for (int packets = 0; packets != BlockSource.END; packets = all.fill(slab.block(0), 0, 1_000_000)) {
                    sent += packets;
                }
                final SourceCounters counters = new SourceCounters();
                source.counters(0, counters);
                System.out.printf(
                        "%-10s %3d  %11d  %4d  %5.1f%%  %9.1f%%  %7.1f%%  %9.1f%%%n",
                        scope,
                        ms,
                        times,
                        sent,
                        100.0 * counters.delivered / sent,
                        100.0 * seen.packets / sent,
                        100.0 * seen.opened.size() / times,
                        100.0 * seen.whole() / times);
            }
        }
    }

    private static BlockSource open(Path netns, String filter) {
        return Sources.open(
                CaptureSpec.onInterface("any").netns(netns).filter(filter).build(),
                CaptureConfig.builder().kernelBufferBytes(32 << 20).build());
    }

    /** What came of the client's connections. */
    private static final class Seen {
        private final PacketCursor cursor = new PacketCursor();
        private final Set<Integer> opened = new HashSet<>();
        private final Map<Integer, Integer> bytes = new HashMap<>();
        private long packets;

        int read(BlockSource source, BlockMemory block) {
            final int filled = source.fill(block, 0, TimeUnit.MILLISECONDS.toNanos(20));
            if (filled > 0) {
                cursor.wrap(new PacketBlock().wrap(block.buffer(), block.tags()));
                while (cursor.next()) {
                    packets++;
                    see();
                }
            }
            return filled;
        }

        private void see() {
            final int ip = cursor.linkType() == COOKED_2 ? COOKED_2_HEADER : COOKED_HEADER;
            final int tcp = ip + (cursor.getUnsignedByte(ip) & 15) * 4;
            final int port = cursor.getUnsignedShort(tcp);
            final int data = tcp + (cursor.getUnsignedByte(tcp + 12) >>> 4) * 4;
            if (port != PORT && (cursor.getUnsignedByte(tcp + 13) & SYN) != 0) {
                opened.add(port);
            } else if (port != PORT) {
                bytes.merge(port, cursor.originalLength() - data, Integer::sum);
            }
        }

        /** Connections of which every byte of data was seen. */
        private long whole() {
            return bytes.values().stream().filter(sent -> sent >= DATA_BYTES).count();
        }
    }

    /** What looking costs when there are so many sockets, and when one of them changes each time. */
    private static void looks(int sockets) throws Exception {
        try (PrivateHost host = PrivateHost.open()) {
            final TalkingProcess others = host.process();
            others.tell("many " + sockets);
            final TalkingProcess ours = host.process();
            ours.tell("listen udp4 127.0.0.1 0");
            final CaptureTarget target = new CaptureTarget(null, ours.pid(), false, false, null, null);
            final ProcFiles proc = new ProcFiles();
            try (ProcessFollower follower =
                    ProcessFollower.open(new ProcessFinder(proc, target), proc, FilterScope.OPENINGS, host.netns())) {
                for (boolean isChanging : new boolean[] {false, true}) {
                    measure(follower, ours, isChanging);
                    measure(follower, ours, isChanging);
                }
            }
        }
    }

    private static void measure(ProcessFollower follower, TalkingProcess ours, boolean isChanging) throws Exception {
        final int looks = 100;
        long busyNs = 0;
        for (int i = 0; i < looks; i++) {
            final long socket = isChanging ? ours.tell("listen udp4 127.0.0.1 0")[0] : -1;
            final long before = ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads
                    ? threads.getCurrentThreadCpuTime()
                    : 0;
            follower.look();
            busyNs += ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadCpuTime()
                    - before;
            if (socket >= 0) {
                ours.tell("close " + socket);
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
        System.out.printf(
                "%s: %.2f ms a look, pause %.0f ms%n",
                isChanging ? "one socket changes" : "nothing changes", busyNs / 1e6 / looks, follower.pauseNs() / 1e6);
    }
}
