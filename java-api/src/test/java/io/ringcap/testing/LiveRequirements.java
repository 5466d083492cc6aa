package io.ringcap.testing;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a machine must have for live tests, and what becomes of a test where it is missing. */
public final class LiveRequirements {
    private static final String REQUIRE_VARIABLE = "RINGCAP_REQUIRE_LIVE";
    private static final String TOOLS_PROPERTY = "ringcap.tools.dir";
    private static final String DEFAULT_TOOLS = "../native/target/tools";
    private static final int CAP_NET_ADMIN = 12;
    private static final int CAP_NET_RAW = 13;
    private static final int CAP_SYS_ADMIN = 21;

    private LiveRequirements() {}

    static Path senderTool() {
        return tool("ringcap-send");
    }

    /** A tool that the module 'native' builds. */
    static Path tool(String name) {
        return Path.of(System.getProperty(TOOLS_PROPERTY, DEFAULT_TOOLS), name)
                .toAbsolutePath()
                .normalize();
    }

    static void assumeMet() {
        assume(missing());
    }

    /** A foreign reader, a maker of file systems. */
    static void assumeInstalled(String program) {
        final boolean isThere = program.contains("/") ? Files.isExecutable(Path.of(program)) : isOnPath(program);
        assume(isThere ? "" : "there is no program '" + program + "'; .ci/run installs it");
    }

    /** Some systems let no user make a user namespace, and none does in a root that was changed with chroot. */
    public static void assumeUserNamespaces() {
        assumeInstalled("setpriv");
        boolean isAllowed;
        try {
            isAllowed = new ProcessBuilder(
                                    "setpriv",
                                    "--reuid",
                                    "65534",
                                    "--regid",
                                    "65534",
                                    "--clear-groups",
                                    "unshare",
                                    "--user",
                                    "true")
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        assume(isAllowed ? "" : "this system lets no user make a user namespace");
    }

    private static void assume(String missing) {
        if (!missing.isEmpty() && "1".equals(System.getenv(REQUIRE_VARIABLE))) {
            fail("live tests are required (" + REQUIRE_VARIABLE + "=1) but cannot run: " + missing);
        }
        assumeTrue(missing.isEmpty(), "live test skipped: " + missing);
    }

    private static String missing() {
        if (!hasCapability(CAP_NET_ADMIN) || !hasCapability(CAP_NET_RAW) || !hasCapability(CAP_SYS_ADMIN)) {
            return "it makes network namespaces, which needs CAP_NET_ADMIN, CAP_NET_RAW and CAP_SYS_ADMIN; run it as root";
        }
        for (String program : new String[] {"ip", "ethtool", "sysctl"}) {
            if (!isOnPath(program)) {
                return "there is no program '" + program + "'; install the packages iproute2, ethtool and procps";
            }
        }
        return Files.isExecutable(senderTool())
                ? ""
                : "there is no traffic sender " + senderTool()
                        + "; build the module 'native', or say where it is with -D" + TOOLS_PROPERTY;
    }

    private static boolean hasCapability(int bit) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("CapEff:"))
                    .map(line -> Long.parseUnsignedLong(
                            line.substring("CapEff:".length()).strip(), 16))
                    .anyMatch(effective -> (effective >>> bit & 1) == 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
