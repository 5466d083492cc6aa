package io.ringcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureSpec;
import io.ringcap.config.ConfigSnapshot;
import io.ringcap.config.ManagerConfig;
import io.ringcap.config.SyntheticTraffic;
import io.ringcap.message.CaptureException;
import io.ringcap.message.CaptureFinished;
import io.ringcap.message.ErrorCode;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A manager's output folder is its own while it lives, in this process and in others, and free when it is gone. */
class OutputFolderTest {
    @TempDir
    Path folder;

    @Test
    void shouldRefuseASecondManagerUntilTheFirstIsClosed() throws Exception {
        try (CaptureManager first = CaptureManager.open(on(folder))) {
            final CaptureException refused =
                    assertThrows(CaptureException.class, () -> CaptureManager.open(on(folder)));
            assertEquals(ErrorCode.START_CREATE_FILE_FAILED, refused.code());
            assertTrue(refused.getMessage().contains("used by another manager"), refused.getMessage());

            final CaptureFinished finished = first.capture(CaptureSpec.ofSynthetic(new SyntheticTraffic(64, 0))
                            .maxPackets(100)
                            .build())
                    .start()
                    .await(Duration.ofSeconds(10));
            assertEquals(
                    folder, Path.of(finished.resultFiles().get(0).filePath()).getParent());
        }
        CaptureManager.open(on(folder)).close();
    }

    @Test
    void shouldTakeOverFromAProcessThatWasKilled() throws Exception {
        final Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        folder.toString())
                .redirectError(new File("/dev/null"))
                .start();
        try {
            assertEquals('!', holder.getInputStream().read(), "the other process did not come up");
            final CaptureException refused =
                    assertThrows(CaptureException.class, () -> CaptureManager.open(on(folder)));
            assertTrue(refused.getMessage().contains("process " + holder.pid()), refused.getMessage());
        } finally {
            holder.destroyForcibly();
        }
        assertTrue(holder.waitFor(10, TimeUnit.SECONDS));
        CaptureManager.open(on(folder)).close();
        assertTrue(Files.exists(folder));
    }

    private static ManagerConfig on(Path folder) {
        return ManagerConfig.builder()
                .snapshot(ConfigSnapshot.builder()
                        .outputDir(folder.toAbsolutePath())
                        .build())
                .build();
    }

    /** Holds a folder until it is killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws Exception {
            CaptureManager.open(on(Path.of(arguments[0])));
            System.out.print('!');
            System.out.flush();
            Thread.sleep(60_000);
        }
    }
}
