package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.FinishReason;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.LiveNetwork;
import io.ringcap.testing.SendOptions;
import io.ringcap.testing.Waits;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Interfaces that go at the worst moments of a session, alone, shared and taken up again. That nothing is left behind is seen
 * by the extension that runs around every test.
 */
class InterfaceVanishingTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Set<ErrorCode> REFUSALS = EnumSet.of(
            ErrorCode.START_INTERFACE_NOT_FOUND, ErrorCode.START_ENGINE_FAILED, ErrorCode.RUN_INTERFACE_GONE);

    /** How an interface is captured. */
    enum Kind {
        PLAIN(1, false),
        SHARED(3, false),
        REJOINING(1, true),
        SHARED_REJOINING(2, true);

        private final int workers;
        private final boolean isRejoining;

        Kind(int workers, boolean isRejoining) {
            this.workers = workers;
            this.isRejoining = isRejoining;
        }
    }

    @BeforeEach
    void needsRoot() {
        LiveNetwork.assumeLive();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void shouldEndWhenItGoesWhileTheSessionStarts(Kind kind) throws Exception {
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            final CompletableFuture<Void> removal = CompletableFuture.runAsync(() -> network.removeInterface(0));
            try {
                assertEnd(kind, start(manager, kind, 1, network));
            } catch (CaptureException e) {
                assertTrue(REFUSALS.contains(e.code()), () -> e.code() + ": " + e.getMessage());
            }
            removal.get(10, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void shouldEndWhenItGoesRightAfterTheStart(Kind kind) throws Exception {
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = start(manager, kind, 1, network);
            network.removeInterface(0);
            assertEnd(kind, session);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void shouldEndWhenItGoesWhileTheSessionStops(Kind kind) throws Exception {
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = start(manager, kind, 1, network);
            network.sendAndWait(SendOptions.count(1000));
            final CompletableFuture<Void> removal = CompletableFuture.runAsync(() -> network.removeInterface(0));
            session.stop();
            try {
                assertEquals(FinishReason.STOPPED, session.await(LONG).finishReason());
            } catch (CaptureException e) {
                assertEquals(ErrorCode.RUN_INTERFACE_GONE, e.code(), e.getMessage());
            }
            final CaptureStats stats = session.stats();
            assertEquals(1000, stats.packets(), stats::toString);
            removal.get(10, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"REJOINING", "SHARED_REJOINING"})
    void shouldTakeUpSeveralAtOnce(Kind kind) throws Exception {
        final AtomicLongArray seen = new AtomicLongArray(3);
        try (LiveNetwork network = LiveNetwork.open(3, 1500);
                CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = manager.capture(spec(kind, 3, network))
                    .config(CaptureConfig.builder().workers(kind.workers).build())
                    .sink(Sinks.handler(packet -> seen.incrementAndGet(packet.interfaceIndex())))
                    .start();
            for (int i = 0; i < 3; i++) {
                network.linkDown(i);
            }
            Waits.until(LONG, () -> telling(session, "taken up again as soon") == 3, "nobody tells");
            for (int i = 0; i < 3; i++) {
                network.linkUp(i);
            }
            Waits.until(LONG, () -> telling(session, "it is back since") == 3, "they are not taken up again");
            for (int i = 0; i < 3; i++) {
                network.sendAndWait(SendOptions.count(100L * (i + 1)).pair(i));
            }
            session.stop();
            session.await(LONG);
            for (int i = 0; i < 3; i++) {
                assertEquals(100L * (i + 1), seen.get(i));
            }
        }
    }

    @Test
    void shouldShareAllInterfacesAtOnce() throws Exception {
        try (LiveNetwork network = LiveNetwork.open(2, 1500);
                CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = manager.capture(CaptureSpec.onInterface("any")
                            .netns(network.receivingNetns())
                            .build())
                    .config(CaptureConfig.builder().workers(2).build())
                    .sink(Sinks.discard())
                    .start();
            network.sendAndWait(SendOptions.count(1000));
            network.sendAndWait(SendOptions.count(500).pair(1));
            session.stop();
            final CaptureStats stats = session.await(LONG).finalStats();
            assertEquals(1500, stats.packets(), stats::toString);
            assertEquals(1500, stats.received(), stats::toString);
        }
    }

    /** One that waits for its interface is stopped; another fails by itself. */
    private static void assertEnd(Kind kind, CaptureSession session) throws Exception {
        if (kind.isRejoining) {
            Waits.until(LONG, () -> telling(session, "taken up again as soon") == 1, "nobody tells");
            session.stop();
            assertEquals(FinishReason.STOPPED, session.await(LONG).finishReason());
        } else {
            final CaptureException failure = assertThrows(CaptureException.class, () -> session.await(LONG));
            assertEquals(ErrorCode.RUN_INTERFACE_GONE, failure.code(), failure.getMessage());
        }
    }

    private static long telling(CaptureSession session, String part) {
        return session.stats().partFailures().stream()
                .filter(failure -> failure.errorMsg().contains(part))
                .count();
    }

    private static CaptureSession start(CaptureManager manager, Kind kind, int interfaces, LiveNetwork network)
            throws InterruptedException {
        return manager.capture(spec(kind, interfaces, network))
                .config(CaptureConfig.builder().workers(kind.workers).build())
                .sink(Sinks.discard())
                .start();
    }

    private static CaptureSpec spec(Kind kind, int interfaces, LiveNetwork network) {
        final String[] names = new String[interfaces];
        for (int i = 0; i < interfaces; i++) {
            names[i] = network.receiver(i);
        }
        return CaptureSpec.onInterface(names)
                .netns(network.receivingNetns())
                .rejoining(kind.isRejoining)
                .build();
    }
}
