package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.SourceChoice;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureFinished;
import io.ringcap.message.CaptureStats;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.FinishReason;
import io.ringcap.message.PartFailure;
import io.ringcap.message.SessionState;
import io.ringcap.sink.PacketHandler;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.Commands;
import io.ringcap.testing.LiveNetwork;
import io.ringcap.testing.SendOptions;
import io.ringcap.testing.Sender;
import io.ringcap.testing.SequenceCheck;
import io.ringcap.testing.Waits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several interfaces in one session: what files say of them, and interfaces that go, and come back. */
class InterfacesTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @BeforeEach
    void needsRoot() {
        LiveNetwork.assumeLive();
    }

    @Test
    void shouldDescribeEachInterfaceInOnePcapng() throws Exception {
        try (LiveNetwork network = LiveNetwork.open(2, 1500);
                CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = manager.capture(onBoth(network).build())
                    .sink(Sinks.pcapng(folder))
                    .start();
            network.sendAndWait(SendOptions.count(300).sizeBytes(100));
            network.sendAndWait(SendOptions.count(200).sizeBytes(200).pair(1));
            session.stop();
            final CaptureFinished finished = session.await(LONG);
            final String file = finished.resultFiles().get(0).filePath();

            final String sections = Commands.run("capinfos", "-M", file);
            assertTrue(sections.contains("Number of interfaces in file: 2"), sections);
            assertTrue(sections.contains("Name = " + network.receiver(0)), sections);
            assertTrue(sections.contains("Name = " + network.receiver(1)), sections);
            assertTrue(sections.contains("Number of packets = 300"), sections);
            assertTrue(sections.contains("Number of packets = 200"), sections);
            assertEquals(2, sections.split("Number of stat entries = 1", -1).length - 1, sections);
            // The frame's size says where it was sent.
            assertEquals(300, frames(file, "frame.interface_id == 0 && frame.len == 100"));
            assertEquals(200, frames(file, "frame.interface_id == 1 && frame.len == 200"));
        }
    }

    @Test
    void shouldRefuseMixedLinkTypesInPcapWhenItStarts() throws Exception {
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            addRawInterface(network, "raw0");
            final CaptureException refusal = assertThrows(
                    CaptureException.class,
                    () -> manager.capture(CaptureSpec.onInterface(network.receiver(0), "raw0")
                                    .netns(network.receivingNetns())
                                    .build())
                            .sink(Sinks.pcap(folder))
                            .start());
            assertEquals(ErrorCode.START_INVALID_PARAMS, refusal.code(), refusal.getMessage());
            final String text = refusal.getMessage();
            assertTrue(text.contains("rx0 has 1"), text);
            assertTrue(text.contains("raw0 has 101"), text);
            assertTrue(text.contains("pcapng"), text);
        }
    }

    @Test
    void shouldSeeInterfacesThatComeLaterThroughAny() throws Exception {
        final AtomicLong handled = new AtomicLong();
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            network.removeInterface(0);
            final CaptureSession session = start(
                    manager,
                    CaptureSpec.onInterface("any").netns(network.receivingNetns()),
                    packet -> handled.incrementAndGet());
            network.putBackInterface(0);
            network.sendAndWait(SendOptions.count(500));
            network.removeInterface(0);
            network.putBackInterface(0);
            network.sendAndWait(SendOptions.count(500));
            session.stop();
            final CaptureStats stats = session.await(LONG).finalStats();
            assertEquals(1000, handled.get());
            assertEquals(List.of(), stats.partFailures());
        }
    }

    @Test
    void shouldLoseNothingOnTheOthersWhenOneGoesDownAndOneIsDeleted() throws Exception {
        final SequenceCheck kept = new SequenceCheck();
        try (LiveNetwork network = LiveNetwork.open(3, 1500);
                CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = start(
                    manager,
                    CaptureSpec.onInterface(network.receiver(0), network.receiver(1), network.receiver(2))
                            .netns(network.receivingNetns()),
                    packet -> {
                        if (packet.interfaceIndex() == 2) {
                            kept.onPacket(packet);
                        }
                    });
            network.sendAndWait(SendOptions.count(100));
            try (Sender sender = network.send(
                    SendOptions.count(60_000).packetsPerSecond(30_000).pair(2))) {
                network.linkDown(0);
                network.removeInterface(1);
                Waits.until(LONG, () -> session.stats().partFailures().size() == 2, "nobody tells");
                assertEquals(60_000, sender.await());
            }
            session.stop();
            final CaptureFinished finished = session.await(LONG);
            assertEquals(60_000, kept.packets());
            assertEquals(0, kept.missing());
            assertEquals(60_100, finished.finalStats().packets());
            assertEquals(1, finished.exitCode());
            for (PartFailure failure : finished.finalStats().partFailures()) {
                assertEquals(ErrorCode.RUN_INTERFACE_GONE, failure.error());
                assertTrue(failure.errorMsg().contains("start again when it is back"), failure.errorMsg());
            }
        }
    }

    @Test
    void shouldFailWhenTheLastInterfaceGoes() throws Exception {
        try (LiveNetwork network = LiveNetwork.open(2, 1500);
                CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = start(manager, onBoth(network), packet -> {});
            network.sendAndWait(SendOptions.count(10));
            network.linkDown(1);
            Waits.until(LONG, () -> !session.stats().partFailures().isEmpty(), "nobody tells");
            assertEquals(SessionState.RUNNING, session.state());
            network.removeInterface(0);
            final CaptureException failure = assertThrows(CaptureException.class, () -> session.await(LONG));
            assertEquals(ErrorCode.RUN_INTERFACE_GONE, failure.code(), failure.getMessage());
            assertTrue(failure.getMessage().contains(network.receiver(0)), failure.getMessage());
            assertEquals(10, session.stats().packets());
        }
    }

    /** The capture's own sockets keep a namespace alive, and the interfaces in it. */
    @Test
    void shouldGoOnInANamespaceWhoseNameIsGone() throws Exception {
        final SequenceCheck handled = new SequenceCheck();
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = start(manager, on(network).rejoining(true), handled);
            Commands.run(
                    "ip",
                    "netns",
                    "delete",
                    network.receivingNetns().getFileName().toString());
            network.sendAndWait(SendOptions.count(100));
            session.stop();
            assertEquals(100, session.await(LONG).finalStats().packets());
            assertEquals(100, handled.packets());
        }
    }

    @Test
    void shouldWaitForAnInterfaceThatIsMadeAgain() throws Exception {
        final SequenceCheck handled = new SequenceCheck();
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = start(manager, on(network).rejoining(true), handled);
            network.sendAndWait(SendOptions.count(100));
            network.removeInterface(0);
            Waits.until(LONG, () -> tells(session, "taken up again as soon as it is back"), "nobody tells");
            network.putBackInterface(0);
            Waits.until(LONG, () -> tells(session, "it is back since"), "it is not taken up again");
            network.sendAndWait(SendOptions.count(200).start(100));
            network.linkDown(0);
            Waits.until(LONG, () -> tells(session, "taken up again as soon as it is back"), "nobody tells");
            network.linkUp(0);
            Waits.until(LONG, () -> tells(session, "it went away 2 times"), "nobody counts");
            Waits.until(LONG, () -> tells(session, "it is back since"), "it is not taken up again");
            network.sendAndWait(SendOptions.count(300).start(300));
            session.stop();
            final CaptureFinished finished = session.await(LONG);
            assertEquals(FinishReason.STOPPED, finished.finishReason());
            assertEquals(600, finished.finalStats().packets());
            assertEquals(600, finished.finalStats().received());
            assertEquals(0, handled.missing());
            assertEquals(1, finished.finalStats().partFailures().size());
        }
    }

    @Test
    void shouldRefuseAFilterThatIsNoneWhileTheInterfaceIsAway() throws Exception {
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = start(manager, on(network).rejoining(true), packet -> {});
            network.removeInterface(0);
            Waits.until(LONG, () -> tells(session, "taken up again"), "nobody tells");
            final ExecutionException refusal = assertThrows(
                    ExecutionException.class,
                    () -> session.change().filter("host and").apply().get(10, TimeUnit.SECONDS));
            assertEquals(
                    ErrorCode.START_INVALID_PARAMS,
                    assertInstanceOf(CaptureException.class, refusal.getCause()).code());
            session.change().filter("greater 1000").apply().get(10, TimeUnit.SECONDS);
            network.putBackInterface(0);
            Waits.until(LONG, () -> tells(session, "it is back since"), "it is not taken up again");
            network.sendAndWait(SendOptions.count(10).sizeBytes(100));
            network.sendAndWait(SendOptions.count(20).sizeBytes(1200));
            session.stop();
            assertEquals(20, session.await(LONG).finalStats().packets());
        }
    }

    @Test
    void shouldEndInTimeWhileAllInterfacesAreAway() throws Exception {
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session =
                    start(manager, on(network).rejoining(true).maxDuration(Duration.ofMillis(900)), packet -> {});
            network.removeInterface(0);
            final CaptureFinished finished = session.await(LONG);
            assertEquals(FinishReason.DURATION, finished.finishReason());
            final double elapsedMs = finished.finalStats().elapsedMs();
            assertTrue(elapsedMs >= 900 && elapsedMs < 1500, () -> elapsedMs + " ms");
            assertTrue(finished.finalStats().cpuSeconds() < 0.5, "waiting costs CPU time");
        }
    }

    @Test
    void shouldStopAtOnceWhileAllInterfacesAreAway() throws Exception {
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = start(manager, on(network).rejoining(true), packet -> {});
            network.removeInterface(0);
            Waits.until(LONG, () -> tells(session, "taken up again"), "nobody tells");
            final long beforeNs = System.nanoTime();
            session.stop();
            assertEquals(FinishReason.STOPPED, session.await(LONG).finishReason());
            final long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beforeNs);
            assertTrue(tookMs < 200, () -> tookMs + " ms");
        }
    }

    @Test
    void shouldStayAwayFromAnInterfaceThatCameBackAsSomethingElse() throws Exception {
        try (LiveNetwork network = LiveNetwork.open(2, 1500);
                CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = start(manager, onBoth(network).rejoining(true), packet -> {});
            network.removeInterface(0);
            Waits.until(LONG, () -> tells(session, "taken up again"), "nobody tells");
            addRawInterface(network, network.receiver(0));
            Waits.until(LONG, () -> tells(session, "link type"), "nobody tells");
            network.sendAndWait(SendOptions.count(50).pair(1));
            session.stop();
            assertEquals(50, session.await(LONG).finalStats().packets());
        }
    }

    @Test
    void shouldRefuseToRejoinWithoutTheShim() throws Exception {
        try (CaptureManager manager = CaptureManager.open()) {
            final CaptureException refusal = assertThrows(
                    CaptureException.class,
                    () -> manager.capture(CaptureSpec.onInterface("lo")
                                    .rejoining(true)
                                    .build())
                            .config(io.ringcap.config.CaptureConfig.builder()
                                    .source(SourceChoice.JNA)
                                    .build())
                            .sink(Sinks.discard())
                            .start());
            assertEquals(ErrorCode.START_INVALID_PARAMS, refusal.code());
            assertTrue(refusal.getMessage().contains("start again when the interface is back"), refusal.getMessage());
        }
    }

    private static CaptureSession start(CaptureManager manager, CaptureSpec.Builder spec, PacketHandler handler)
            throws InterruptedException {
        return manager.capture(spec.build()).sink(Sinks.handler(handler)).start();
    }

    /** One with raw IP packets instead of Ethernet. */
    private static void addRawInterface(LiveNetwork network, String name) {
        final String namespace = network.receivingNetns().getFileName().toString();
        Commands.run("ip", "-n", namespace, "tuntap", "add", "dev", name, "mode", "tun");
        Commands.run("ip", "-n", namespace, "link", "set", name, "up");
    }

    private static boolean tells(CaptureSession session, String part) {
        return session.stats().partFailures().stream()
                .anyMatch(failure -> failure.errorMsg().contains(part));
    }

    private static long frames(String file, String filter) {
        return Commands.run("tshark", "-r", file, "-Y", filter).lines().count();
    }

    private static CaptureSpec.Builder on(LiveNetwork network) {
        return CaptureSpec.onInterface(network.receiver(0)).netns(network.receivingNetns());
    }

    private static CaptureSpec.Builder onBoth(LiveNetwork network) {
        return CaptureSpec.onInterface(network.receiver(0), network.receiver(1)).netns(network.receivingNetns());
    }
}
