package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.CaptureTarget;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.SessionState;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.LiveNetwork;
import io.ringcap.testing.PrivateHost;
import io.ringcap.testing.TalkingProcess;
import io.ringcap.testing.Waits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Follows real processes in a namespace of their own. */
class ProcessCaptureTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String TOOL = "ringcap-talk";

    private final SeenPackets seen = new SeenPackets();

    /** The last one, for the text of a failure. */
    private @Nullable CaptureSession started;

    @BeforeEach
    void needsRoot() {
        LiveNetwork.assumeLive();
    }

    @Test
    void shouldCaptureEveryPacketOfASocketThatWasThereAndNoneOfOthers() throws Exception {
        try (PrivateHost host = PrivateHost.open();
                CaptureManager manager = CaptureManager.open()) {
            final TalkingProcess ours = host.process();
            final TalkingProcess others = host.process();
            final long[] bound = ours.tell("listen udp4 127.0.0.1 0");
            final long[] foreign = others.tell("listen udp4 127.0.0.1 0");
            final CaptureSession session =
                    start(manager, CaptureSpec.ofProcess(ours.pid()).build());
            ours.tell("sendto " + bound[0] + " udp4 127.0.0.1 " + foreign[1] + " 200 64");
            others.tell("sendto " + foreign[0] + " udp4 127.0.0.1 9 200 64");
            others.tell("sendto " + foreign[0] + " udp4 127.0.0.1 " + bound[1] + " 50 64");
            await(() -> seen.count(any -> true) >= 250);
            final CaptureStats stats = stop(session);

            assertEquals(numbers(200), numbersFrom((int) bound[1]));
            assertEquals(250, seen.all().size());
            assertEquals(
                    250,
                    seen.count(packet ->
                            packet.pid() == ours.pid() && packet.name().equals(TOOL)));
            assertLaw(stats, 0);
        }
    }

    @Test
    void shouldFollowSocketsThatComeLaterByEveryProtocol() throws Exception {
        try (PrivateHost host = PrivateHost.open();
                CaptureManager manager = CaptureManager.open()) {
            final TalkingProcess ours = host.process();
            final TalkingProcess others = host.process();
            final CaptureSession session =
                    start(manager, CaptureSpec.ofProcess(ours.pid()).build());
            final List<Integer> ports = new ArrayList<>();
            for (String protocol :
                    List.of("tcp4 127.0.0.1", "tcp6 ::1", "udp4 127.0.0.1", "udp6 ::1", "tcp6 ::ffff:127.0.0.1")) {
                final String server = protocol.replace("tcp6 ::ffff:127.0.0.1", "tcp6 ::");
                final long[] listening = others.tell("listen " + server + " 0");
                final long[] connected = ours.tell("connect " + protocol + " " + listening[1]);
                ports.add((int) connected[1]);
                sendUntilSeen(ours, connected);
                ours.tell("send " + connected[0] + " 100 32");
            }
            for (int port : ports) {
                await(() -> bytesFrom(port) >= 101 * 32);
            }
            stop(session);

            for (int port : ports) {
                assertNoGap(port);
                assertTrue(seen.all().stream()
                        .filter(packet -> packet.isOf(port))
                        .allMatch(packet -> packet.pid() == ours.pid()));
            }
        }
    }

    @Test
    void shouldSeeAConnectionFromItsFirstPacketOnWhereItListens() throws Exception {
        try (PrivateHost host = PrivateHost.open();
                CaptureManager manager = CaptureManager.open()) {
            final TalkingProcess ours = host.process();
            final TalkingProcess others = host.process();
            final long[] listening = ours.tell("listen tcp6 :: 0");
            final CaptureSession session =
                    start(manager, CaptureSpec.ofProcess(ours.pid()).build());
            final long[] connected = others.tell("connect tcp4 127.0.0.1 " + listening[1]);
            ours.tell("accept " + listening[0]);
            others.tell("send " + connected[0] + " 100 32");
            await(() -> bytesFrom((int) connected[1]) >= 100 * 32);
            stop(session);

            assertEquals(100 * 32, bytesFrom((int) connected[1]));
            assertEquals(connected[1], seen.all().get(0).sourcePort(), "the packet that opens the connection");
            assertEquals(0, seen.count(packet -> packet.pid() != ours.pid()));
        }
    }

    @Test
    void shouldFollowEveryProcessOfANameAndEndWithTheLast() throws Exception {
        try (PrivateHost host = PrivateHost.open();
                CaptureManager manager = CaptureManager.open()) {
            final String name = "rc" + host.name().replace("rcap-", "");
            final TalkingProcess first = host.process().name(name);
            final long[] firstSocket = first.tell("listen udp4 127.0.0.1 0");
            final CaptureSession session =
                    start(manager, CaptureSpec.ofProcess(name).build());
            final TalkingProcess second = host.process().name(name);
            final long[] secondSocket = second.tell("listen udp4 127.0.0.1 0");
            await(() -> {
                second.tell("sendto " + secondSocket[0] + " udp4 127.0.0.1 9 1 32");
                return seen.count(packet -> packet.pid() == second.pid()) > 0;
            });
            second.close();
            first.tell("sendto " + firstSocket[0] + " udp4 127.0.0.1 9 100 32");
            first.close();
            final CaptureException gone = assertThrows(CaptureException.class, () -> session.await(PATIENCE));

            assertEquals(ErrorCode.RUN_PROCESS_DIED, gone.code());
            assertEquals(SessionState.FAILED, session.status().state());
            assertEquals(numbers(100), numbersFrom((int) firstSocket[1]));
            assertEquals(name, seen.all().get(0).name());
        }
    }

    @Test
    void shouldFollowChildrenWhenAskedToAndTellASharedSocketByItsLowestProcess() throws Exception {
        try (PrivateHost host = PrivateHost.open();
                CaptureManager manager = CaptureManager.open()) {
            final TalkingProcess parent = host.process();
            final long child = parent.tell("serve tcp4 127.0.0.1 4711")[0];
            final long[] shared = parent.tell("listen udp4 127.0.0.1 0");
            parent.tell("fork");
            final CaptureSpec spec = CaptureSpec.ofProcess(parent.pid())
                    .target(new CaptureTarget(null, parent.pid(), true, false, null, null))
                    .build();
            final CaptureSession session = start(manager, spec);
            final TalkingProcess others = host.process();
            final long[] connected = others.tell("connect tcp4 127.0.0.1 4711");
            others.tell("send " + connected[0] + " 50 32");
            parent.tell("sendto " + shared[0] + " udp4 127.0.0.1 9 50 32");
            await(() -> bytesFrom((int) connected[1]) >= 50 * 32
                    && numbersFrom((int) shared[1]).size() >= 50);
            stop(session);

            assertEquals(50 * 32, bytesFrom((int) connected[1]));
            assertEquals(0, seen.count(packet -> packet.isOf(4711) && packet.pid() != child));
            assertEquals(0, seen.count(packet -> packet.isOf((int) shared[1]) && packet.pid() != parent.pid()));
        }
    }

    @Test
    void shouldKeepWhatIsNobodysWhenAskedToAndCountItEitherWay() throws Exception {
        try (PrivateHost host = PrivateHost.open();
                CaptureManager manager = CaptureManager.open()) {
            final TalkingProcess ours = host.process();
            final TalkingProcess others = host.process();
            ours.tell("listen udp4 127.0.0.1 0");
            final long[] foreign = others.tell("listen udp4 127.0.0.1 0");
            final long[] gone = others.tell("listen udp4 127.0.0.1 0");
            final CaptureSpec spec = CaptureSpec.ofProcess(ours.pid())
                    .target(new CaptureTarget(null, ours.pid(), false, true, null, null))
                    .build();
            final CaptureSession session = start(manager, spec);
            others.tell("sendto " + foreign[0] + " udp4 127.0.0.1 " + foreign[1] + " 30 32");
            others.tell("sendto " + gone[0] + " udp4 127.0.0.1 9 20 32");
            others.tell("close " + gone[0]);
            await(() -> session.stats().received() >= 50);
            final CaptureStats stats = stop(session);

            assertEquals(0, seen.count(packet -> packet.pid() != 0));
            assertTrue(stats.unattributed().getOrDefault("other_process", 0L) >= 30, stats.unattributed()::toString);
            assertEquals(stats.droppedUnattributed(), stats.unattributed().get("other_process"));
            assertLaw(stats, stats.unattributed().get("other_process"));
        }
    }

    @Test
    void shouldRefuseWhatIsNotThere() {
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureException refused = assertThrows(
                    CaptureException.class,
                    () -> start(
                                    manager,
                                    CaptureSpec.ofProcess("no such process here")
                                            .build())
                            .await(PATIENCE));
            assertEquals(ErrorCode.START_PROCESS_NOT_FOUND, refused.code());
            assertTrue(refused.getMessage().contains("'no such process here'"), refused::getMessage);
        }
    }

    /** Until the filter has been brought up to date, and a packet of it is seen. */
    private void sendUntilSeen(TalkingProcess from, long[] socket) throws Exception {
        await(() -> {
            from.tell("send " + socket[0] + " 1 32");
            return !numbersFrom((int) socket[1]).isEmpty();
        });
    }

    private CaptureSession start(CaptureManager manager, CaptureSpec spec) throws Exception {
        final CaptureSession session =
                manager.capture(spec).sink(Sinks.handler(seen)).start();
        started = session;
        return session;
    }

    private static CaptureStats stop(CaptureSession session) throws Exception {
        session.stop();
        return session.await(PATIENCE).finalStats();
    }

    private static void assertLaw(CaptureStats stats, long dropped) {
        assertEquals(dropped, stats.droppedUnattributed());
        assertEquals(stats.received(), stats.packets() + stats.droppedKernel() + stats.droppedUnattributed());
    }

    private void await(Waits.Condition condition) throws Exception {
        try {
            Waits.until(PATIENCE, condition, "what was sent did not come");
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + ": " + (started == null ? "" : started.status()), e);
        }
    }

    private List<Long> numbersFrom(int port) {
        return seen.all().stream()
                .filter(packet -> packet.sourcePort() == port && packet.number() >= 0)
                .map(SeenPackets.Seen::number)
                .toList();
    }

    private long bytesFrom(int port) {
        return seen.all().stream()
                .filter(packet -> packet.sourcePort() == port)
                .mapToLong(SeenPackets.Seen::bytes)
                .sum();
    }

    /** From the first packet that was seen to the last nothing is missing. */
    private void assertNoGap(int port) {
        final List<SeenPackets.Seen> sent = seen.all().stream()
                .filter(packet -> packet.sourcePort() == port && packet.number() >= 0)
                .toList();
        final SeenPackets.Seen first = sent.get(0);
        final SeenPackets.Seen last = sent.get(sent.size() - 1);
        if (first.protocol() == 6) {
            assertEquals(bytesFrom(port), (last.number() + last.bytes() - first.number()) & 0xffff_ffffL);
        } else {
            final List<Long> numbers = numbersFrom(port);
            assertEquals(numbers(100), numbers.subList(numbers.size() - 100, numbers.size()), "port " + port);
        }
    }

    private static List<Long> numbers(long count) {
        return LongStream.range(0, count).boxed().toList();
    }
}
