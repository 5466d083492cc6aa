package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureSpec;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.LiveNetwork;
import io.ringcap.testing.PrivateHost;
import io.ringcap.testing.TalkingProcess;
import io.ringcap.testing.Waits;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Packets of real sockets, as the printing sink shows them. */
class PrintedPacketsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String TIME = "\\d\\d:\\d\\d:\\d\\d\\.\\d{9} ";

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, false, StandardCharsets.UTF_8);

    @BeforeEach
    void needsRoot() {
        LiveNetwork.assumeLive();
    }

    @Test
    void shouldShowADatagramAndThatNobodyTakesIt() throws Exception {
        try (PrivateHost host = PrivateHost.open();
                CaptureManager manager = CaptureManager.open()) {
            final TalkingProcess process = host.process();
            final long[] socket = process.tell("listen udp4 127.0.0.1 0");
            final List<String> lines = print(
                    manager,
                    CaptureSpec.onInterface("lo").netns(host.netns()).build(),
                    2,
                    () -> process.tell("sendto " + socket[0] + " udp4 127.0.0.1 9 1 32"));
            assertEquals("IP 127.0.0.1." + socket[1] + " > 127.0.0.1.9: UDP, frame length 74", lines.get(0));
            assertEquals("IP 127.0.0.1 > 127.0.0.1: ICMP port unreachable, frame length 102", lines.get(1));
        }
    }

    @Test
    void shouldShowWhichProcessAPacketBelongsToOnTheSameLine() throws Exception {
        try (PrivateHost host = PrivateHost.open();
                CaptureManager manager = CaptureManager.open()) {
            final TalkingProcess process = host.process().name("a\n\u001b[2Jb");
            final long[] socket = process.tell("listen udp4 127.0.0.1 0");
            final List<String> lines = print(
                    manager,
                    CaptureSpec.ofProcess(process.pid()).build(),
                    1,
                    () -> process.tell("sendto " + socket[0] + " udp4 127.0.0.1 9 1 32"));
            final String line = lines.get(0);
            assertTrue(line.contains("IP 127.0.0.1." + socket[1] + " > 127.0.0.1.9: UDP, frame length "), line);
            assertTrue(line.endsWith(", process " + process.pid() + " a\ufffd\ufffd[2Jb"), line);
        }
    }

    /** The lines of a session in which something happens, without their times. */
    private List<String> print(CaptureManager manager, CaptureSpec spec, int packets, Runnable happening)
            throws Exception {
        final CaptureSession session =
                manager.capture(spec).sink(Sinks.print(out)).start();
        happening.run();
        Waits.until(PATIENCE, () -> session.stats().packets() >= packets, "packets");
        session.stop();
        session.await(PATIENCE);
        final List<String> lines =
                printed.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(packets, lines.size(), lines::toString);
        assertTrue(lines.stream().allMatch(line -> line.matches(TIME + ".+")), lines::toString);
        return lines.stream().map(line -> line.replaceFirst(TIME, "")).toList();
    }
}
