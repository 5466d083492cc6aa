package io.ringcap.internal.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.ConfigSnapshot;
import io.ringcap.config.ManagerConfig;
import io.ringcap.message.CaptureFailed;
import io.ringcap.message.CaptureFinished;
import io.ringcap.message.CaptureMessage;
import io.ringcap.message.CaptureProgress;
import io.ringcap.message.CaptureStarted;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.SessionState;
import io.ringcap.message.SessionStatus;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.FaultySource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many threads start, stop, cancel, change, pause and look at sessions in no order at all, and a manager closes in the middle of it.
 * Whatever they do, the laws hold. The seed of a run is its parameter, so that one that fails can be tried again.
 */
class InterleavingTest {
    private static final int THREADS = 6;
    private static final int STEPS = 150;

    private final Map<String, List<CaptureMessage>> heard = new ConcurrentHashMap<>();
    private final List<Session> made = new CopyOnWriteArrayList<>();
    private final List<CompletableFuture<SessionStatus>> answers = new CopyOnWriteArrayList<>();
    private final AtomicReference<Throwable> broken = new AtomicReference<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldKeepTheLawsWhateverIsDone(long seed) throws Exception {
        final FaultySource.Faults faults = new FaultySource.Faults();
        final ManagerLoop loop = new ManagerLoop(ManagerConfig.defaults(), faults, () -> {});
        final Thread manager = new Thread(loop, "ringcap-manager-test");
        manager.setDaemon(true);
        manager.start();
        final List<Thread> users = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            final Random random = new Random(seed * 1_000 + i);
            final String owner = "owner-" + i % 3;
            users.add(new Thread(() -> use(loop, random, owner), "user-" + i));
        }
        users.forEach(Thread::start);
        // Half of the seeds close while everybody is at work.
        if (seed % 2 == 0) {
            Thread.sleep(150);
            loop.close();
        }
        for (Thread user : users) {
            user.join();
        }
        loop.close();
        assertEquals(null, broken.get(), "a user's thread saw a law broken");

        for (Session session : made) {
            Managed.await(() -> session.ended().isDone(), session.status() + " did not end");
            final CaptureMessage last = session.ended().join();
            assertTrue(session.state().isTerminal(), session.id() + " is " + session.state());
            final List<CaptureMessage> messages = awaitLast(session, last);
            assertLaws(session, messages);
        }
        for (CompletableFuture<SessionStatus> each : answers) {
            each.exceptionally(refused -> null).get(10, TimeUnit.SECONDS);
        }
        Managed.await(() -> loop.unreleased().isEmpty(), "not all was released");
        assertEquals(faults.opened(), faults.closed(), "each source is closed once");
    }

    private void use(ManagerLoop loop, Random random, String owner) {
        final List<Session> mine = new ArrayList<>();
        final Map<Session, CaptureStats> seen = new ConcurrentHashMap<>();
        try {
            for (int step = 0; step < STEPS; step++) {
                if (mine.isEmpty() || random.nextInt(8) == 0) {
                    mine.add(start(loop, random, owner));
                }
                final Session session = mine.get(random.nextInt(mine.size()));
                act(session, random);
                look(loop, session, owner, seen);
                if (random.nextInt(4) == 0) {
                    Thread.sleep(random.nextInt(3));
                }
            }
        } catch (Throwable t) {
            broken.compareAndSet(null, t);
        }
    }

    private Session start(ManagerLoop loop, Random random, String owner) {
        final List<CaptureMessage> messages = new CopyOnWriteArrayList<>();
        final boolean isVersioned = random.nextInt(3) == 0;
        final ManagerLoop.Submitted submitted = loop.submit(new SessionPlan(
                owner,
                isVersioned ? "job" : "",
                isVersioned ? 1 + random.nextInt(20) : Operations.UNVERSIONED,
                Managed.traffic(1_000L * (1 + random.nextInt(20)))
                        .maxPackets(random.nextBoolean() ? 0 : 1 + random.nextInt(500))
                        .build(),
                Managed.small(),
                ConfigSnapshot.defaults(),
                List.of(Sinks.discard()),
                messages::add));
        if (submitted.isNew()) {
            heard.put(submitted.session().id().sessionId(), messages);
            made.add(submitted.session());
        }
        return submitted.session();
    }

    private void act(Session session, Random random) {
        switch (random.nextInt(8)) {
            case 0 -> session.requestStop();
            case 1 -> session.requestCancel();
            case 2 -> answers.add(session.requestPause(true));
            case 3 -> answers.add(session.requestPause(false));
            case 4 ->
                answers.add(session.requestChange(new ChangeRequest(
                        random.nextInt(3) == 0 ? random.nextInt(10) : Operations.UNVERSIONED,
                        random.nextBoolean() ? "udp" : null,
                        random.nextBoolean()
                                ? new ChangeRequest.Limits(
                                        random.nextBoolean(), null, (long) random.nextInt(2_000), null)
                                : null,
                        null,
                        new CompletableFuture<>())));
            default -> session.status();
        }
    }

    private static void look(ManagerLoop loop, Session session, String owner, Map<Session, CaptureStats> seen) {
        final SessionStatus status = session.status();
        assertEquals(session.id(), status.session(), "another session's data");
        assertEquals(owner, status.owner(), "another owner's session");
        final Session found = loop.registry().find(session.id().sessionId());
        assertTrue(found == null || found == session, "an id means one session");
        loop.registry()
                .current(each -> owner.equals(each.ownerName()))
                .ifPresent(current -> assertEquals(owner, current.ownerName()));
        final CaptureStats before = seen.put(session, status.stats());
        if (before != null) {
            assertNeverBack(before, status.stats());
        }
    }

    private static void assertNeverBack(CaptureStats before, CaptureStats now) {
        assertTrue(now.packets() >= before.packets(), "packets went from " + before.packets() + " to " + now.packets());
        assertTrue(now.bytes() >= before.bytes(), "bytes went back");
        assertTrue(now.pausedPackets() >= before.pausedPackets(), "paused packets went back");
        assertTrue(now.droppedKernel() >= before.droppedKernel(), "drops went back");
    }

    private List<CaptureMessage> awaitLast(Session session, CaptureMessage last) throws Exception {
        final List<CaptureMessage> messages = heard.get(session.id().sessionId());
        Managed.await(() -> messages.contains(last), "the last message of " + session.id() + " was not delivered");
        return messages;
    }

    private static void assertLaws(Session session, List<CaptureMessage> messages) {
        assertEquals(
                1,
                messages.stream().filter(InterleavingTest::isLast).count(),
                () -> session.id() + " ended more than once: " + messages);
        assertTrue(isLast(messages.get(messages.size() - 1)), () -> "not the last: " + messages);
        if (messages.size() > 1) {
            assertInstanceOf(CaptureStarted.class, messages.get(0));
        }
        CaptureStats before = CaptureStats.NONE;
        for (CaptureMessage message : messages) {
            assertEquals(session.id(), message.session());
            if (message instanceof CaptureProgress progress) {
                assertNeverBack(before, progress.stats());
                before = progress.stats();
            } else if (message instanceof CaptureFinished finished) {
                assertNeverBack(before, finished.finalStats());
                assertEquals(
                        finished.finalStats().packets() + finished.finalStats().droppedKernel(),
                        finished.finalStats().received());
                assertTrue(session.state() == SessionState.COMPLETED || session.state() == SessionState.CANCELLED);
            } else if (message instanceof CaptureFailed) {
                assertEquals(SessionState.FAILED, session.state());
            }
        }
    }

    private static boolean isLast(CaptureMessage message) {
        return message instanceof CaptureFinished || message instanceof CaptureFailed;
    }
}
