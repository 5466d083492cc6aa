package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureSpec;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureFinished;
import io.ringcap.message.ErrorCode;
import io.ringcap.message.FinishReason;
import io.ringcap.message.PartFailure;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.LiveNetwork;
import io.ringcap.testing.NameServer;
import io.ringcap.testing.SendOptions;
import io.ringcap.testing.Sender;
import io.ringcap.testing.SequenceCheck;
import io.ringcap.testing.Waits;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process with a name server of its own, which captures by names and checks what it gets; says {@code ok}. */
final class DomainCapture {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final String NAME = "target.test";

    private DomainCapture() {}

    public static void main(String[] arguments) throws Exception {
        try (NameServer server = new NameServer();
                CaptureManager manager = CaptureManager.open()) {
            switch (arguments[0]) {
                case "follow" -> follow(server, manager);
                case "refuse" -> refuse(server, manager);
                case "hang" -> hang(server, manager);
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        }
        System.out.println("ok");
    }

    /** The sender's packets are from 192.0.2.1; other addresses come and go meanwhile. */
    private static void follow(NameServer server, CaptureManager manager) throws Exception {
        server.answer(NAME, address("192.0.2.1"), address("2001:db8::1"));
        server.answer("other.test", address("203.0.113.9"));
        final SequenceCheck handled = new SequenceCheck();
        try (LiveNetwork network = LiveNetwork.open()) {
            final CaptureSession session = manager.capture(
                            on(network, NAME).filter("udp").build())
                    .sink(Sinks.handler(handled))
                    .start();
            final CaptureSession other = manager.capture(
                            on(network, "other.test").build())
                    .sink(Sinks.discard())
                    .start();
            assertEquals("(host 192.0.2.1 or host 2001:db8:0:0:0:0:0:1) and (udp)", filter(session));
            assertEquals("host 203.0.113.9", filter(other));

            try (Sender sender = network.send(SendOptions.count(250_000).packetsPerSecond(50_000))) {
                Waits.until(LONG, () -> handled.packets() > 1_000, "nothing came");
                server.answer(NAME, address("198.51.100.7"));
                Waits.until(LONG, () -> filter(session).contains("host 198.51.100.7"), "the filter did not follow");
                final String both = "(host 192.0.2.1 or host 198.51.100.7 or host 2001:db8:0:0:0:0:0:1) and (udp)";
                assertEquals(both, filter(session), "connections to former addresses live on");

                server.mood(NameServer.Mood.FAILING);
                Waits.until(LONG, () -> !troubles(session).isEmpty(), "nobody says that the name is not found");
                final PartFailure trouble = troubles(session).get(0);
                assertEquals("domain " + NAME, trouble.part());
                assertTrue(trouble.errorMsg().startsWith("the last known addresses stay, but "), trouble.errorMsg());
                assertEquals(both, filter(session));

                server.answer(NAME, address("198.51.100.8"));
                server.mood(NameServer.Mood.HONEST);
                Waits.until(LONG, () -> filter(session).contains("198.51.100.8"), "it is not asked again");
                assertEquals(List.of(), troubles(session));
                session.change().filter("udp port 40001").apply().get(5, TimeUnit.SECONDS);
                assertTrue(filter(session).endsWith(" and (udp port 40001)"), filter(session));
                assertTrue(filter(session).contains("198.51.100.8"), filter(session));

                final long sent = sender.await();
                session.stop();
                final CaptureFinished finished = session.await(LONG);
                assertEquals(sent, finished.finalStats().packets());
                assertEquals(sent, handled.packets());
                assertEquals(0, handled.missing());
                other.stop();
                assertEquals(0, other.await(LONG).finalStats().packets());
            }
        }
    }

    private static void refuse(NameServer server, CaptureManager manager) {
        server.answer("empty.test");
        for (String name : List.of("missing.test", "empty.test", "a b", ";rm", "-x", "x".repeat(250), "é")) {
            final CaptureException refused = assertThrows(CaptureException.class, () -> start(manager, name), name);
            assertEquals(ErrorCode.START_INVALID_PARAMS, refused.code());
            final String text = String.valueOf(refused.getMessage());
            assertTrue(text.startsWith("domain '" + name + "' has no address: " + name + ": "), text);
            assertTrue(text.endsWith("; see whether 'getent ahosts' finds it on this machine"), text);
        }
        server.mood(NameServer.Mood.FAILING);
        final CaptureException failing = assertThrows(CaptureException.class, () -> start(manager, NAME));
        assertTrue(String.valueOf(failing.getMessage()).contains("emporary failure"), failing::getMessage);
    }

    /** Neither a start nor a running session waits for a server that does not answer when it is to stop. */
    private static void hang(NameServer server, CaptureManager manager) throws Exception {
        server.answer(NAME, address("192.0.2.1"));
        final CaptureSession running = start(manager, NAME);
        server.mood(NameServer.Mood.SILENT);
        final int before = server.questions();
        Waits.until(LONG, () -> server.questions() > before, "the running session does not ask");
        assertStopsSoon(running);

        final int asked = server.questions();
        final CaptureSession starting = manager.capture(
                        CaptureSpec.withDomain("silent.test").build())
                .sink(Sinks.discard())
                .submit();
        Waits.until(LONG, () -> server.questions() > asked, "the starting session does not ask");
        assertStopsSoon(starting);
    }

    private static void assertStopsSoon(CaptureSession session) throws Exception {
        final long beganNs = System.nanoTime();
        session.stop();
        final CaptureFinished finished =
                assertInstanceOf(CaptureFinished.class, session.whenEnded().get(10, TimeUnit.SECONDS));
        final long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNs);
        assertEquals(FinishReason.STOPPED, finished.finishReason());
        assertTrue(tookMs < 2_000, "it took " + tookMs + " ms");
    }

    private static CaptureSession start(CaptureManager manager, String name) throws InterruptedException {
        return manager.capture(CaptureSpec.withDomain(name).build())
                .sink(Sinks.discard())
                .start();
    }

    private static CaptureSpec.Builder on(LiveNetwork network, String name) {
        return CaptureSpec.withDomain(name)
                .netns(network.receivingNetns())
                .interfaces(List.of(network.receiver(0)))
                .shared(true);
    }

    private static String filter(CaptureSession session) {
        return session.status().effective().filter();
    }

    private static List<PartFailure> troubles(CaptureSession session) {
        return session.status().stats().partFailures();
    }

    private static InetAddress address(String text) throws java.net.UnknownHostException {
        return InetAddress.getByName(text);
    }
}
