package io.ringcap.cli;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.message.CaptureInterface;
import io.ringcap.message.SessionId;
import io.ringcap.sink.FileFormat;
import io.ringcap.sink.JournalSession;
import io.ringcap.sink.TestBlocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which sessions of a journal follow one another in a replayed file. */
class ReplayFileTest {
    @TempDir
    Path folder;

    @Test
    void shouldTakeSessionsOfTheSameInterfaceWhateverTheirBuffers() throws Exception {
        final Path path = folder.resolve("all.pcapng");
        final TestBlocks blocks = new TestBlocks();
        try (ReplayFile file = new ReplayFile(path, FileFormat.PCAPNG, "")) {
            file.begin(session("eth0", 2_097_152));
            file.write(blocks.begin(0, 1).packet(1_000, new byte[60], 60).block());
            file.begin(session("eth0", 4_096));
            file.write(blocks.begin(0, 1).packet(2_000, new byte[60], 60).block());
            assertThrows(IOException.class, () -> file.begin(session("eth1", 4_096)));
        }
        assertTrue(Files.size(path) > 2 * 60, "the packets are missing");
    }

    private static JournalSession session(String interfaceName, long kernelRingBytes) {
        final CaptureInterface its =
                new CaptureInterface(0, interfaceName, 1, 262_144, kernelRingBytes, 3, "host", true, false);
        return new JournalSession(new SessionId(1, "key", "capture_1"), 1, "", "", "0", List.of(its));
    }
}
