package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureSpec;
import io.ringcap.message.CaptureException;
import io.ringcap.sink.Sinks;
import io.ringcap.testing.ChildJvm;
import io.ringcap.testing.LiveNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a plain user is told, and that the line he is told works. */
class PermissionTest {
    private static final String NOBODY = "65534";

    @TempDir
    Path folder;

    /** Captures on loopback and says how that went. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws Exception {
            try (CaptureManager manager = CaptureManager.open()) {
                final CaptureSession session = manager.capture(
                                CaptureSpec.onInterface("lo").build())
                        .sink(Sinks.discard())
                        .start();
                session.stop();
                System.out.println(session.await(Duration.ofSeconds(5)).finishReason());
            } catch (CaptureException e) {
                System.out.println(e.code() + ": " + e.getMessage());
            }
        }
    }

    @BeforeEach
    void needsRoot() throws Exception {
        LiveNetwork.assumeLive();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    @Test
    void shouldTellAPlainUserTheExactLines() throws IOException {
        final String said = as().run();
        assertTrue(said.startsWith("START_NO_PERMISSION: no permission to capture on lo"), said);
        assertTrue(said.contains("sudo setpriv --reuid nobody --regid \"$(id -g nobody)\" --init-groups"), said);
        assertTrue(said.contains("sudo setcap cap_net_raw+ep "), said);
    }

    @Test
    void shouldCaptureWithTheOneCapabilityThatIsAdvised() throws IOException {
        assertEquals(
                "STOPPED",
                as("--inh-caps", "+net_raw", "--ambient-caps", "+net_raw").run());
    }

    private ChildJvm as(String... more) throws IOException {
        final String[] user = {"setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"};
        return new ChildJvm(Program.class)
                .startedBy(user)
                .startedBy(more)
                // The build's own class path may lie below a home folder that this user cannot enter.
                .withClassPathCopiedTo(folder.resolve("classpath"))
                .property("ringcap.native.workdir", folder);
    }
}
