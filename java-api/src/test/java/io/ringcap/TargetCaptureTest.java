package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.TrafficFilter;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureFailed;
import io.ringcap.message.CaptureFileInfo;
import io.ringcap.message.CaptureFinished;
import io.ringcap.message.CaptureInterface;
import io.ringcap.message.CaptureMessage;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.SessionState;
import io.ringcap.message.SessionStatus;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.Commands;
import io.ringcap.testing.LiveNetwork;
import io.ringcap.testing.PcapFiles;
import io.ringcap.testing.SendOptions;
import io.ringcap.testing.Sender;
import io.ringcap.testing.SequenceCheck;
import io.ringcap.testing.TestContainer;
import io.ringcap.testing.Waits;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Namespaces, containers and addresses: real ones, and what becomes of a session when they go. */
class TargetCaptureTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    /** Instead of a time after the start was asked for. */
    private static final long GONE_BEFORE = -2;

    private static final long GONE_WHEN_STARTED = -1;
    private static final String ID =
            String.format("%016x", ProcessHandle.current().pid()).repeat(4);

    @TempDir
    Path folder;

    @BeforeEach
    void needsRoot() {
        LiveNetwork.assumeLive();
    }

    // ---- namespaces ----

    @Test
    void shouldCaptureAllInterfacesThatAreUpInANamespaceAndComeBackOutside() throws Exception {
        try (LiveNetwork network = LiveNetwork.open(2, 1500);
                CaptureManager manager = CaptureManager.open()) {
            final String name = network.receivingNetns().getFileName().toString();
            Commands.run("ip", "-n", name, "link", "set", "lo", "down");
            final CaptureSession session = manager.capture(
                            CaptureSpec.inNamespace(name).filter("udp").build())
                    .sink(Sinks.pcapng(folder))
                    .start();
            assertEquals(Set.of(network.receiver(0), network.receiver(1)), names(session));
            assertEquals(Set.of(Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net"))), namespacesOfOurThreads());

            final long sent = network.sendAndWait(SendOptions.count(3_000).packetsPerSecond(50_000));
            final long more =
                    network.sendAndWait(SendOptions.count(2_000).pair(1).packetsPerSecond(50_000));
            session.stop();
            final CaptureFinished finished = session.await(LONG);
            assertEquals(sent + more, finished.finalStats().received());
            assertEquals(sent + more, finished.finalStats().packets());
            assertEquals(0, finished.finalStats().droppedKernel());
            assertNull(finished.finalStats().droppedInterface(), "what is known outside is another namespace's");
            assertEquals(sent + more, finished.resultFiles().get(0).packets());
        }
    }

    @Test
    void shouldTakeLoopbackWithTheOthersWhenItIsUp() throws Exception {
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            Commands.run("ip", "-n", network.receivingNetns().getFileName().toString(), "link", "set", "lo", "up");
            final CaptureSession all = manager.capture(
                            CaptureSpec.inNamespace(network.receivingNetns()).build())
                    .sink(Sinks.discard())
                    .start();
            assertEquals(Set.of("lo", network.receiver(0)), names(all));
            final CaptureSession one = manager.capture(CaptureSpec.inNamespace(network.receivingNetns())
                            .interfaces(List.of("lo"))
                            .build())
                    .sink(Sinks.discard())
                    .start();
            assertEquals(Set.of("lo"), names(one));
        }
    }

    @Test
    void shouldSayWhatIsWrongWithANamespace() throws Exception {
        final Path file = Files.writeString(folder.resolve("a b;rm"), "");
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            final String hint = "; 'ip netns list' shows the named ones, /proc/PID/ns/net is the one of a process";
            assertFails(
                    manager,
                    CaptureSpec.inNamespace("nosuch"),
                    ErrorCode.START_INVALID_PARAMS,
                    "cannot open network namespace /run/netns/nosuch: No such file or directory" + hint);
            assertFails(
                    manager,
                    CaptureSpec.inNamespace(file),
                    ErrorCode.START_INVALID_PARAMS,
                    file + " is not the file of a network namespace" + hint);
            assertFails(
                    manager,
                    CaptureSpec.onInterface("lo").netns(Path.of("/proc/self/ns/uts")),
                    ErrorCode.START_INVALID_PARAMS,
                    "/proc/self/ns/uts is not the file of a network namespace" + hint);
            assertFails(
                    manager,
                    CaptureSpec.inNamespace("x".repeat(300)),
                    ErrorCode.START_INVALID_PARAMS,
                    "cannot open network namespace /run/netns/" + "x".repeat(300) + ": File name too long" + hint);
            assertFails(
                    manager,
                    CaptureSpec.inNamespace(network.sendingNetns()).interfaces(List.of("nosuch0")),
                    ErrorCode.START_INTERFACE_NOT_FOUND,
                    "there is no interface 'nosuch0' in network namespace " + network.sendingNetns());
            Commands.run("ip", "-n", network.receivingNetns().getFileName().toString(), "link", "delete", "rx0");
            assertFails(
                    manager,
                    CaptureSpec.inNamespace(network.receivingNetns()),
                    ErrorCode.START_INTERFACE_NOT_FOUND,
                    "no interface is up in network namespace " + network.receivingNetns()
                            + "; bring one up first, or name one");
        }
    }

    // ---- containers ----

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldEndWithItsContainerAndKeepAllThatCameBefore(boolean isVersion1) throws Exception {
        final String path = isVersion1 ? "/docker/" + ID : "/kubepods.slice/cri-containerd-" + ID + ".scope";
        try (LiveNetwork network = LiveNetwork.open();
                TestContainer container = isVersion1 ? TestContainer.openVersion1(path) : TestContainer.open(path);
                CaptureManager manager = CaptureManager.open()) {
            final Process first = container.start(network.receivingNetns());
            container.start(network.receivingNetns());
            final CaptureSession session = manager.capture(
                            CaptureSpec.ofContainer(ID.substring(0, 20)).build())
                    .sink(Sinks.pcap(folder))
                    .start();
            assertEquals(Set.of(network.receiver(0)), names(session));
            first.destroyForcibly().waitFor();
            final long sent = network.sendAndWait(SendOptions.count(20_000).packetsPerSecond(100_000));
            assertEquals(SessionState.RUNNING, session.status().state(), "one process of two is left");
            container.stop();

            final CaptureFailed failed = failed(session);
            assertEquals(ErrorCode.RUN_PROCESS_DIED, failed.error());
            assertEquals(
                    "container " + ID + " ended; what was captured is saved, start again when it runs",
                    failed.errorMsg());
            assertEquals(sent, failed.lastStats().packets());
            final CaptureFileInfo file = session.status().files().get(0);
            assertAllThere(sent, PcapFiles.sequences(Path.of(file.filePath())));
        }
    }

    /** An engine takes a container's interface away when its processes are gone: that is its end, not the interface's. */
    @Test
    void shouldBlameTheContainerWhenItsInterfaceGoesWithIt() throws Exception {
        try (LiveNetwork network = LiveNetwork.open();
                TestContainer container = TestContainer.open("/libpod-" + ID + ".scope/container");
                CaptureManager manager = CaptureManager.open()) {
            container.start(network.receivingNetns());
            final CaptureSession session = manager.capture(
                            CaptureSpec.ofContainer(ID).build())
                    .sink(Sinks.pcap(folder))
                    .start();
            final long sent = network.sendAndWait(SendOptions.count(1_000));
            container.stop();
            network.removeInterface(0);
            final CaptureFailed failed = failed(session);
            assertEquals(ErrorCode.RUN_PROCESS_DIED, failed.error());
            assertEquals(sent, failed.lastStats().packets());
        }
    }

    @Test
    void shouldFinishAsAskedWhenAStopComesBeforeTheContainersEnd() throws Exception {
        try (LiveNetwork network = LiveNetwork.open();
                TestContainer container = TestContainer.open("/crio-" + ID + ".scope");
                CaptureManager manager = CaptureManager.open()) {
            container.start(network.receivingNetns());
            final SequenceCheck handled = new SequenceCheck();
            final CaptureSession session = manager.capture(
                            CaptureSpec.ofContainer(ID).build())
                    .sink(Sinks.handler(handled))
                    .start();
            try (Sender sender = network.send(SendOptions.count(200_000).packetsPerSecond(100_000))) {
                Waits.until(LONG, () -> handled.packets() > 1_000, "nothing came");
                session.stop();
                container.stop();
                assertInstanceOf(CaptureFinished.class, session.whenEnded().get(10, TimeUnit.SECONDS));
                assertTrue(sender.isAlive(), "the stop waited for the sender");
                assertEquals(0, handled.missing());
            }
        }
    }

    /** At any moment of the start the container may go: then there is no session, or one that ends with it. */
    @Test
    void shouldLeaveNothingBehindWheneverTheContainerGoes() throws Exception {
        try (LiveNetwork network = LiveNetwork.open(2, 1500);
                CaptureManager manager = CaptureManager.open()) {
            int refused = 0;
            int ended = 0;
            for (long goneAfterMs :
                    new long[] {GONE_BEFORE, 0, 1, 2, 4, 8, 12, 16, 24, 32, 50, 100, GONE_WHEN_STARTED}) {
                try (TestContainer container = TestContainer.open("/docker/" + ID)) {
                    final Process only = container.start(network.receivingNetns());
                    if (goneAfterMs == GONE_BEFORE) {
                        only.destroyForcibly().waitFor();
                    }
                    final CaptureSession session = manager.capture(
                                    CaptureSpec.ofContainer(ID).shared(true).build())
                            .sink(Sinks.discard())
                            .submit();
                    if (goneAfterMs == GONE_WHEN_STARTED) {
                        Waits.until(LONG, () -> session.status().state() == SessionState.RUNNING, "it did not start");
                    }
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(goneAfterMs));
                    only.destroyForcibly();
                    final CaptureFailed failed = failed(session);
                    assertTrue(
                            failed.error() == ErrorCode.START_PROCESS_NOT_FOUND
                                    || failed.error() == ErrorCode.RUN_PROCESS_DIED,
                            () -> failed.error() + ": " + failed.errorMsg());
                    refused += failed.error() == ErrorCode.START_PROCESS_NOT_FOUND ? 1 : 0;
                    ended += failed.error() == ErrorCode.RUN_PROCESS_DIED ? 1 : 0;
                }
            }
            assertTrue(refused > 0, "none went before it was found");
            assertTrue(ended > 0, "none ever started");
        }
    }

    @Test
    void shouldSayThatThereIsNoSuchContainer() {
        try (CaptureManager manager = CaptureManager.open()) {
            assertFails(
                    manager,
                    CaptureSpec.ofContainer(";rm -rf"),
                    ErrorCode.START_PROCESS_NOT_FOUND,
                    "no process is in a container with the id ';rm -rf'");
        }
    }

    // ---- addresses, protocols, ports ----

    @Test
    void shouldShowAndObeyTheOneExpressionThatResults() throws Exception {
        try (LiveNetwork network = LiveNetwork.open();
                CaptureManager manager = CaptureManager.open()) {
            final CaptureSession session = manager.capture(CaptureSpec.withAddresses("192.0.2.0/31,2001:db8::1")
                            .netns(network.receivingNetns())
                            .traffic(new TrafficFilter("udp", "192.0.2.0/31,2001:db8::1", "40000-40001"))
                            .filter("greater 200")
                            .build())
                    .sink(Sinks.pcap(folder))
                    .start();
            final String narrowed =
                    "(udp) and (net 192.0.2.0/31 or host 2001:db8:0:0:0:0:0:1) and (portrange 40000-40001)";
            assertEquals(
                    "(" + narrowed + ") and (greater 200)",
                    session.status().effective().filter());
            network.sendAndWait(SendOptions.count(500).sizeBytes(100));
            network.sendAndWait(SendOptions.count(700).sizeBytes(400));

            final SessionStatus changed =
                    session.change().filter("less 200").apply().get(5, TimeUnit.SECONDS);
            assertEquals(
                    "(" + narrowed + ") and (less 200)", changed.effective().filter());
            network.sendAndWait(SendOptions.count(300).sizeBytes(100));
            network.sendAndWait(SendOptions.count(900).sizeBytes(400));
            final ExecutionException refused = assertThrows(
                    ExecutionException.class,
                    () -> session.change().filter("tcp) or (udp").apply().get(5, TimeUnit.SECONDS));
            assertEquals(
                    ErrorCode.START_INVALID_PARAMS,
                    assertInstanceOf(CaptureException.class, refused.getCause()).code());
            session.stop();
            assertEquals(1_000, session.await(LONG).finalStats().packets());
            assertEquals(
                    "(" + narrowed + ") and (less 200)",
                    session.status().effective().filter(),
                    "also when it has ended");
        }
    }

    private static Set<String> names(CaptureSession session) {
        return session.status().effective().interfaces().stream()
                .map(CaptureInterface::name)
                .collect(Collectors.toSet());
    }

    private static Set<Path> namespacesOfOurThreads() throws IOException {
        final Set<Path> found = new TreeSet<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path task : tasks) {
                try {
                    found.add(Files.readSymbolicLink(task.resolve("ns/net")));
                } catch (NoSuchFileException e) {
                    // It has ended meanwhile.
                }
            }
        }
        return found;
    }

    private static CaptureFailed failed(CaptureSession session) throws Exception {
        final CaptureMessage last = session.whenEnded().get(10, TimeUnit.SECONDS);
        return assertInstanceOf(CaptureFailed.class, last, last::toString);
    }

    private static void assertFails(
            CaptureManager manager, CaptureSpec.Builder spec, ErrorCode code, String beginning) {
        final CaptureException failure = assertThrows(
                CaptureException.class,
                () -> manager.capture(spec.build()).sink(Sinks.discard()).start());
        assertEquals(code, failure.code(), failure::getMessage);
        final String text = String.valueOf(failure.getMessage());
        assertTrue(text.startsWith(beginning), text);
    }

    private static void assertAllThere(long sent, SequenceCheck check) {
        assertEquals(sent, check.packets());
        assertEquals(0, check.missing());
        assertEquals(sent, check.next());
    }
}
