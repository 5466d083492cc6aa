package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.CaptureTarget;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.SessionStatus;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.LiveNetwork;
import io.ringcap.testing.PrivateHost;
import io.ringcap.testing.TalkingProcess;
import io.ringcap.testing.Waits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What else can be asked of the capture of a process: short connections, a pause, another filter. */
class ProcessOptionsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int CONNECTIONS = 40;
    private static final int SERVED_PORT = 4714;

    private final SeenPackets seen = new SeenPackets();

    @BeforeEach
    void needsRoot() {
        LiveNetwork.assumeLive();
    }

    /** They are gone before anybody can have looked whose they were. */
    @Test
    void shouldLoseNothingOfShortConnectionsWhenWhatIsUnknownIsKept() throws Exception {
        try (PrivateHost host = PrivateHost.open();
                CaptureManager manager = CaptureManager.open()) {
            final TalkingProcess ours = host.process();
            final TalkingProcess others = host.process();
            others.tell("serve tcp4 127.0.0.1 " + SERVED_PORT);
            final CaptureSession session = start(
                    manager,
                    CaptureSpec.ofProcess(ours.pid())
                            .target(new CaptureTarget(null, ours.pid(), false, true, null, null)));
            final List<Integer> ports = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                final long[] connected = ours.tell("connect tcp4 127.0.0.1 " + SERVED_PORT);
                ours.tell("send " + connected[0] + " 4 32");
                ours.tell("close " + connected[0]);
                ports.add((int) connected[1]);
            }
            for (int port : ports) {
                await(session, () -> bytesFrom(port) >= 4 * 32);
            }
            final CaptureStats stats = stop(session);
            assertLaw(stats);
            for (int port : ports) {
                assertEquals(4 * 32, bytesFrom(port));
            }
            assertEquals(0, seen.count(packet -> packet.pid() != 0 && packet.pid() != ours.pid()));
        }
    }

    @Test
    void shouldLeaveOutWhatComesInAPause() throws Exception {
        try (PrivateHost host = PrivateHost.open();
                CaptureManager manager = CaptureManager.open()) {
            final TalkingProcess ours = host.process();
            final long[] before = ours.tell("listen udp4 127.0.0.1 0");
            final long[] meanwhile = ours.tell("listen udp4 127.0.0.1 0");
            final long[] after = ours.tell("listen udp4 127.0.0.1 0");
            final CaptureSession session = start(manager, CaptureSpec.ofProcess(ours.pid()));
            send(ours, before, 100);
            await(session, () -> packetsFrom(before) == 100);
            session.pause().get(5, TimeUnit.SECONDS);
            send(ours, meanwhile, 100);
            await(session, () -> session.stats().pausedPackets() == 100);
            session.resume().get(5, TimeUnit.SECONDS);
            send(ours, after, 100);
            await(session, () -> packetsFrom(after) == 100);
            final CaptureStats stats = stop(session);

            assertEquals(0, packetsFrom(meanwhile));
            assertEquals(200, stats.packets());
            assertEquals(100, stats.pausedPackets());
            assertLaw(stats);
        }
    }

    @Test
    void shouldKeepToTheProcessUnderAnotherFilter() throws Exception {
        try (PrivateHost host = PrivateHost.open();
                CaptureManager manager = CaptureManager.open()) {
            final TalkingProcess ours = host.process();
            final TalkingProcess others = host.process();
            final long[] socket = ours.tell("listen udp4 127.0.0.1 0");
            final long[] foreign = others.tell("listen udp4 127.0.0.1 0");
            final CaptureSession session = start(manager, CaptureSpec.ofProcess(ours.pid()));
            send(ours, socket, 100);
            await(session, () -> packetsFrom(socket) == 100);
            final SessionStatus changed =
                    session.change().filter("greater 400").apply().get(5, TimeUnit.SECONDS);
            final String inForce = changed.effective().filter();
            assertTrue(inForce.endsWith(" and (greater 400)"), inForce);
            assertTrue(inForce.contains("port " + socket[1]), inForce);
            send(ours, socket, 50);
            ours.tell("sendto " + socket[0] + " udp4 127.0.0.1 9 30 500");
            others.tell("sendto " + foreign[0] + " udp4 127.0.0.1 9 30 500");
            await(session, () -> packetsFrom(socket) == 130);
            assertLaw(stop(session));
            assertEquals(130, packetsFrom(socket));
            assertEquals(0, packetsFrom(foreign));
        }
    }

    /** Not in the expression of ports that it is combined with, which nobody has written. */
    @Test
    void shouldPointIntoTheUsersFilter() throws Exception {
        try (PrivateHost host = PrivateHost.open();
                CaptureManager manager = CaptureManager.open()) {
            final TalkingProcess ours = host.process();
            ours.tell("listen udp4 127.0.0.1 0");
            final CaptureException atStart = assertThrows(
                    CaptureException.class,
                    () -> start(manager, CaptureSpec.ofProcess(ours.pid()).filter("bogus foo")));
            assertTrue(
                    atStart.getMessage().startsWith("filter 'bogus foo' is not a BPF expression: "),
                    atStart::getMessage);
            assertTrue(atStart.getMessage().contains("near position 1: 'bogus foo'"), atStart::getMessage);
            final CaptureSession session = start(manager, CaptureSpec.ofProcess(ours.pid()));
            final ExecutionException later = assertThrows(
                    ExecutionException.class,
                    () -> session.change().filter("udp bogus").apply().get(5, TimeUnit.SECONDS));
            assertTrue(String.valueOf(later.getMessage()).contains("filter 'udp bogus' is not"), later::getMessage);
            stop(session);
        }
    }

    private CaptureSession start(CaptureManager manager, CaptureSpec.Builder spec) throws Exception {
        return manager.capture(spec.build()).sink(Sinks.handler(seen)).start();
    }

    private static CaptureStats stop(CaptureSession session) throws Exception {
        session.stop();
        return session.await(PATIENCE).finalStats();
    }

    private static void send(TalkingProcess from, long[] socket, int packets) {
        from.tell("sendto " + socket[0] + " udp4 127.0.0.1 9 " + packets + " 32");
    }

    private static void await(CaptureSession session, Waits.Condition condition) throws Exception {
        try {
            Waits.until(PATIENCE, condition, "what was sent did not come");
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + ": " + session.status(), e);
        }
    }

    private static void assertLaw(CaptureStats stats) {
        assertEquals(stats.received(), stats.packets() + stats.droppedKernel() + stats.droppedUnattributed());
    }

    private long packetsFrom(long[] socket) {
        return seen.count(packet -> packet.sourcePort() == (int) socket[1] && packet.number() >= 0);
    }

    private long bytesFrom(int port) {
        return seen.all().stream()
                .filter(packet -> packet.sourcePort() == port)
                .mapToLong(SeenPackets.Seen::bytes)
                .sum();
    }
}
