package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureSpec;
import io.ringcap.message.CaptureException;
import io.ringcap.message.ErrorCode;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.ChildJvm;
import io.ringcap.testing.Commands;
import io.ringcap.testing.LiveNetwork;
import io.ringcap.testing.PrivateHost;
import io.ringcap.testing.TalkingProcess;
import io.ringcap.testing.Waits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes may be called anything: names are shown, compared and written as data. */
class ProcessNamesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private final SeenPackets seen = new SeenPackets();

    @BeforeEach
    void needsRoot() {
        LiveNetwork.assumeLive();
    }

    @Test
    void shouldFindAndShowProcessesByHostileNames() throws Exception {
        try (PrivateHost host = PrivateHost.open();
                CaptureManager manager = CaptureManager.open()) {
            for (String name : List.of("a b", ";rm -rf x", "x) S 1 (y", "é\nü", "$(id)`")) {
                final TalkingProcess ours = host.process().name(name);
                final long[] socket = ours.tell("listen udp4 127.0.0.1 0");
                assertFollows(manager, name, ours, socket, name);
            }
        }
    }

    @Test
    void shouldShowBytesThatAreNoTextWithReplacements() throws Exception {
        try (PrivateHost host = PrivateHost.open();
                CaptureManager manager = CaptureManager.open()) {
            final TalkingProcess ours = host.process().name((byte) 'a', (byte) 0xff, (byte) 0xfe, (byte) 'z');
            final long[] socket = ours.tell("listen udp4 127.0.0.1 0");
            assertFollows(manager, "a\ufffd\ufffdz", ours, socket, "a\ufffd\ufffdz");
        }
    }

    @Test
    void shouldFindAProcessByTheNameOfItsFileHoweverLong() throws Exception {
        final String name = "rc-" + "n".repeat(240) + " ;rm";
        final Path deep =
                Files.createDirectories(folder.resolve("d".repeat(200)).resolve("e".repeat(200)));
        final Path tool = Files.copy(PrivateHost.tool(), deep.resolve(name));
        try (PrivateHost host = PrivateHost.open();
                CaptureManager manager = CaptureManager.open()) {
            final TalkingProcess ours = host.process(tool);
            final long[] socket = ours.tell("listen udp4 127.0.0.1 0");
            assertFollows(manager, name, ours, socket, name.substring(0, 15));
            // It is found by its file still when it calls itself something else.
            ours.name("other");
            assertFollows(manager, name, ours, socket, "other");
        }
    }

    @Test
    void shouldWritePidAndNameIntoPcapngAsTsharkReadsIt() throws Exception {
        try (PrivateHost host = PrivateHost.open();
                CaptureManager manager = CaptureManager.open()) {
            final TalkingProcess ours = host.process().name("nä\nme");
            final long[] socket = ours.tell("listen udp4 127.0.0.1 0");
            final CaptureSession session = manager.capture(
                            CaptureSpec.ofProcess(ours.pid()).build())
                    .sink(Sinks.pcapng(folder))
                    .start();
            for (int bytes : List.of(4, 5, 6, 7, 1000)) {
                ours.tell("sendto " + socket[0] + " udp4 127.0.0.1 9 1 " + bytes);
            }
            Waits.until(PATIENCE, () -> session.stats().packets() >= 5, "packets");
            session.stop();
            final String file = session.await(PATIENCE).resultFiles().get(0).filePath();
            final List<String> lines = Commands.run(
                            "tshark", "-n", "-r", file, "-T", "fields", "-e", "frame.comment", "-e", "udp.length")
                    .lines()
                    .toList();

            final String comment = "process nä\ufffdme\t";
            assertEquals(
                    List.of(12, 13, 14, 15, 1008).stream()
                            .map(length -> comment + length)
                            .toList(),
                    lines);
            assertEquals(5, pidsIn(Path.of(file), ours.pid()));
        }
    }

    @Test
    void shouldRefuseAProcessOfAnotherUserWithTheReason() throws Exception {
        try (PrivateHost host = PrivateHost.open()) {
            final TalkingProcess ours = host.process();
            final String said = new ChildJvm(ForeignProcess.class)
                    .withClassPathCopiedTo(folder)
                    .startedBy("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all")
                    .run(Integer.toString(ours.pid()));
            assertTrue(
                    said.startsWith(ErrorCode.START_NO_PERMISSION + " cannot open network namespace /proc/" + ours.pid()
                            + "/ns/net: Permission denied: "),
                    said);
            assertTrue(
                    said.contains("this process has no CAP_SYS_PTRACE; start it with these capabilities: sudo setpriv"),
                    said);
            assertTrue(said.contains(" --ambient-caps +net_raw,+sys_ptrace "), said);
        }
    }

    /** Says why a process cannot be captured. */
    static final class ForeignProcess {
        private ForeignProcess() {}

        public static void main(String[] arguments) throws InterruptedException {
            try (CaptureManager manager = CaptureManager.open()) {
                final CaptureException refused = assertThrows(
                        CaptureException.class,
                        () -> manager.capture(CaptureSpec.ofProcess(Long.parseLong(arguments[0]))
                                        .build())
                                .sink(Sinks.discard())
                                .start());
                System.out.println(refused.code() + " " + refused.getMessage());
            }
        }
    }

    private void assertFollows(CaptureManager manager, String name, TalkingProcess ours, long[] socket, String shown)
            throws Exception {
        final CaptureSession session = manager.capture(
                        CaptureSpec.ofProcess(name).build())
                .sink(Sinks.handler(seen))
                .start();
        ours.tell("sendto " + socket[0] + " udp4 127.0.0.1 9 10 32");
        Waits.until(PATIENCE, () -> session.stats().packets() >= 10, "packets of '" + name + "'");
        session.stop();
        session.await(PATIENCE);
        assertEquals(
                10,
                seen.count(packet ->
                        packet.sourcePort() == (int) socket[1] && packet.name().equals(shown)));
        seen.clear();
    }

    /** Enhanced packet blocks whose option 8 names the process; the file is in the order of this machine. */
    private static long pidsIn(Path file, int pid) throws IOException {
        final ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
        long count = 0;
        for (int at = 0; at < bytes.capacity(); at += bytes.getInt(at + 4)) {
            if (bytes.getInt(at) == 6) {
                final int option = at + 28 + ((bytes.getInt(at + 20) + 3) & ~3);
                assertEquals(8, bytes.getShort(option));
                assertEquals(8, bytes.getShort(option + 2));
                assertEquals(0, bytes.getInt(option + 8));
                count += bytes.getInt(option + 4) == pid ? 1 : 0;
            }
        }
        return count;
    }
}
