package io.ringcap;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringcap.config.CaptureConfig;
import io.ringcap.config.CaptureSpec;
import io.ringcap.config.SourceChoice;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureFinished;
import io.ringcap.message.Finding;
import io.ringcap.message.Finding.Level;
import io.ringcap.message.PreflightReport;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.ChildJvm;
import io.ringcap.testing.Commands;
import io.ringcap.testing.LiveNetwork;
import io.ringcap.testing.LiveRequirements;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a plain user is told by a start and by a preflight alike, and that what he is told works. */
class PermissionTest {
    private static final String NOBODY = "65534";
    private static final String[] RAW = {"--inh-caps", "+net_raw", "--ambient-caps", "+net_raw"};
    private static final String LINE = "sudo setpriv --reuid nobody --regid \"$(id -g nobody)\" --init-groups";
    private static final int PACKETS = 5;

    @TempDir
    private static Path folder;

    private static @Nullable LiveNetwork network;

    /** Captures and asks the doctor, and says how both went. Arguments: interface, engine, namespace if any. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws Exception {
            final CaptureSpec.Builder builder = CaptureSpec.onInterface(arguments[0]);
            if (arguments.length > 2) {
                builder.netns(Path.of(arguments[2]));
            }
            final CaptureSpec spec = builder.maxPackets(PACKETS).build();
            final CaptureConfig config = CaptureConfig.builder()
                    .source(SourceChoice.valueOf(arguments[1]))
                    .build();
            try (CaptureManager manager = CaptureManager.open()) {
                System.out.println(capture(manager, spec, config));
                tell(manager.preflight(spec, config, null));
            }
        }

        private static String capture(CaptureManager manager, CaptureSpec spec, CaptureConfig config) throws Exception {
            try {
                final CaptureSession session = manager.capture(spec)
                        .config(config)
                        .sink(Sinks.discard())
                        .start();
                sendToMyself();
                final CaptureFinished finished = session.await(Duration.ofSeconds(5));
                return finished.finishReason() + " " + finished.finalStats().packets();
            } catch (CaptureException e) {
                return e.code() + ": " + e.getMessage();
            }
        }

        private static void sendToMyself() throws IOException {
            try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
                for (int i = 0; i < PACKETS; i++) {
                    socket.send(new DatagramPacket(new byte[1], 1, socket.getLocalSocketAddress()));
                }
            }
        }

        private static void tell(PreflightReport report) {
            for (Finding finding : report.findings()) {
                System.out.println(
                        finding.level() + "|" + finding.area() + "|" + finding.text() + "|" + finding.remedy());
            }
            System.out.println("can capture: " + report.canCapture());
        }
    }

    /** What a program said: how the capture went, and the findings. */
    private record Said(String outcome, List<String> findings, boolean canCapture) {
        static Said of(String output) {
            final List<String> lines = output.lines().toList();
            return new Said(
                    lines.get(0),
                    lines.subList(1, lines.size() - 1),
                    lines.get(lines.size() - 1).equals("can capture: true"));
        }

        List<String> of(Level level, String area) {
            return findings.stream()
                    .filter(line -> line.startsWith(level + "|" + area + "|"))
                    .toList();
        }

        /** The same cause and remedy from the start and from the preflight; what libpcap says in brackets is its own. */
        void assertForbidden(String beginning, String cause, String remedy) {
            assertTrue(outcome.startsWith("START_NO_PERMISSION: " + beginning), outcome);
            assertTrue(outcome.endsWith(": " + cause + "; " + remedy), outcome);
            final List<String> errors = of(Level.ERROR, "permission");
            assertEquals(1, errors.size(), findings.toString());
            assertTrue(errors.get(0).startsWith("ERROR|permission|" + beginning), errors.get(0));
            assertTrue(errors.get(0).endsWith(": " + cause + "|" + remedy), errors.get(0));
            assertEquals(false, canCapture);
        }
    }

    @BeforeAll
    static void needsRoot() throws Exception {
        LiveNetwork.assumeLive();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        // The build's own class path may lie below a home folder that this user cannot enter.
        new ChildJvm(Program.class).withClassPathCopiedTo(folder.resolve("classpath"));
        network = LiveNetwork.open();
    }

    @AfterAll
    static void removeNetwork() {
        if (network != null) {
            network.close();
        }
    }

    @Test
    void shouldTellAPlainUserTheExactLine() throws IOException {
        final Said said = asNobody("lo", "SHIM");
        said.assertForbidden("no permission to capture on lo (", "this process has no CAP_NET_RAW", ambient("net_raw"));
        assertEquals(
                List.of("OK|capabilities|CAP_NET_RAW missing, CAP_SYS_ADMIN missing, CAP_SYS_PTRACE missing|"),
                said.of(Level.OK, "capabilities"));
    }

    @Test
    void shouldTellTheSameThroughJnaAndWithoutNewPrivileges() throws IOException {
        final Said said = run(new String[] {"--no-new-privs"}, new String[0], "any", "JNA");
        said.assertForbidden(
                "no permission to capture on any (", "this process has no CAP_NET_RAW", ambient("net_raw"));
        assertEquals(
                List.of(
                        "NOTE|no_new_privs|is set: sudo and capabilities of files have no effect for this process and what"
                                + " it starts; ambient capabilities have|"),
                said.of(Level.NOTE, "no_new_privs"));
    }

    @Test
    void shouldSayWhereTheCapabilityCannotBeHad() throws IOException {
        final Said said = run(new String[] {"--bounding-set", "-net_raw"}, new String[0], "lo", "AUTO");
        said.assertForbidden(
                "no permission to capture on lo (",
                "this process has no CAP_NET_RAW, and cannot get it: its bounding set lacks it",
                "start it where that is allowed: a container with --cap-add NET_RAW, or a systemd unit with"
                        + " CapabilityBoundingSet=CAP_NET_RAW and AmbientCapabilities=CAP_NET_RAW");
        assertEquals(
                List.of("OK|capabilities|CAP_NET_RAW missing, and not in the bounding set, CAP_SYS_ADMIN missing,"
                        + " CAP_SYS_PTRACE missing|"),
                said.of(Level.OK, "capabilities"));
    }

    @Test
    void shouldSayThatRootOfAUserNamespaceIsNot() throws IOException {
        LiveRequirements.assumeUserNamespaces();
        final Said said = run(new String[0], new String[] {"unshare", "--map-root-user"}, "lo", "SHIM");
        said.assertForbidden(
                "no permission to capture on lo (",
                "CAP_NET_RAW is there, but only for what belongs to the user namespace of this process",
                "start it outside of that, or in a network namespace of its own: unshare --map-root-user --net");
    }

    /** The line that {@link #shouldSayThatRootOfAUserNamespaceIsNot} gives. */
    @Test
    void shouldOpenInANetworkNamespaceOfTheUsersOwn() throws IOException {
        LiveRequirements.assumeUserNamespaces();
        final String[] inside = {
            "unshare", "--map-root-user", "--net", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh"
        };
        assertEquals(
                "PACKETS " + PACKETS, run(new String[0], inside, "lo", "SHIM").outcome());
    }

    @Test
    void shouldCaptureWithTheOneCapabilityThatIsAdvised() throws IOException {
        for (String engine : List.of("SHIM", "JNA")) {
            final Said said = run(RAW, new String[0], "lo", engine);
            assertEquals("PACKETS " + PACKETS, said.outcome());
            assertEquals(true, said.canCapture());
            assertEquals(
                    List.of("OK|capabilities|CAP_NET_RAW ambient, CAP_SYS_ADMIN missing, CAP_SYS_PTRACE missing|"),
                    said.of(Level.OK, "capabilities"));
            final List<String> trial = said.of(Level.OK, "trial");
            assertEquals(1, trial.size());
            assertTrue(trial.get(0).endsWith(", promiscuous|"), trial.get(0));
        }
    }

    /** An ambient capability outlives what makes those of files void. */
    @Test
    void shouldCaptureWithoutNewPrivilegesAndWithoutLockedMemory() throws IOException {
        final String[] options = {RAW[0], RAW[1], RAW[2], RAW[3], "--no-new-privs"};
        final Said said = run(options, new String[] {"prlimit", "--memlock=0"}, "lo", "SHIM");
        assertEquals("PACKETS " + PACKETS, said.outcome());
    }

    @Test
    void shouldSayWhatEnteringANamespaceNeeds() throws IOException {
        final Path netns = requireNonNull(network).receivingNetns();
        final Said said = run(RAW, new String[0], "rx0", "SHIM", netns.toString());
        said.assertForbidden(
                "cannot enter network namespace " + netns + ": Operation not permitted",
                "this process has no CAP_SYS_ADMIN",
                ambient("net_raw", "sys_admin"));
    }

    @Test
    void shouldSayWhatOpeningTheNamespaceOfAnothersProcessNeeds() throws IOException {
        final Said said = run(RAW, new String[0], "lo", "SHIM", "/proc/1/ns/net");
        said.assertForbidden(
                "cannot open network namespace /proc/1/ns/net: Permission denied",
                "this process has no CAP_SYS_PTRACE",
                ambient("net_raw", "sys_ptrace"));
    }

    /** What setcap on a JVM comes to, which is why nobody is advised to do it. */
    @Test
    void shouldNotBeToldToGiveTheCapabilityToTheFileOfAJvm() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/setcap")), "needs setcap, of the package libcap2-bin");
        final Path home = Files.createDirectories(folder.resolve("jvm"));
        final Path original = Path.of(java()).getParent().getParent();
        for (String file : List.of("bin/java", "lib/libjli.so")) {
            Files.createDirectories(home.resolve(file).getParent());
            Files.copy(original.resolve(file), home.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
        }
        final Path copy = home.resolve("bin/java");
        final String[] plainUser = {
            "setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups", "env", copy.toString(), "-version"
        };
        final String before = assertThrows(IllegalStateException.class, () -> Commands.run(plainUser))
                .getMessage();
        assertFalse(before.contains("libjli.so: cannot open shared object file"), before);
        Commands.run("/usr/sbin/setcap", "cap_net_raw+ep", copy.toString());
        final String after = assertThrows(IllegalStateException.class, () -> Commands.run(plainUser))
                .getMessage();
        assertTrue(after.contains("libjli.so: cannot open shared object file"), after);
    }

    @Test
    void shouldNeedNoRightToStayInItsOwnNamespace() throws IOException {
        assertEquals(
                "PACKETS " + PACKETS,
                run(RAW, new String[0], "lo", "SHIM", "/proc/self/ns/net").outcome());
    }

    private static String ambient(String... capabilities) {
        final String option = "+" + String.join(",+", capabilities);
        return (capabilities.length == 1 ? "start it with that one capability: " : "start it with these capabilities: ")
                + LINE + " --inh-caps " + option + " --ambient-caps " + option + " " + java()
                + " ..., or in a systemd unit: AmbientCapabilities=CAP_"
                + String.join(" CAP_", capabilities).toUpperCase(Locale.ROOT);
    }

    private static String java() {
        try {
            return Path.of(System.getProperty("java.home"), "bin", "java")
                    .toRealPath()
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Said asNobody(String... arguments) throws IOException {
        return run(new String[0], new String[0], arguments);
    }

    private static Said run(String[] options, String[] inside, String... arguments) throws IOException {
        final String[] user = {"setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"};
        return Said.of(new ChildJvm(Program.class)
                .startedBy(user)
                .startedBy(options)
                .startedBy(inside)
                .withClassPathIn(folder.resolve("classpath"))
                .property("ringcap.native.workdir", folder)
                .property("jna.tmpdir", folder)
                .flags(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"))
                .run(arguments));
    }
}
