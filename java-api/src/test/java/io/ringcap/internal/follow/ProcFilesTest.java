package io.ringcap.internal.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureTarget;
import io.ringcap.message.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that cannot be looked at, as folders that are made up. */
class ProcFilesTest {
    @TempDir
    Path root;

    @Test
    void shouldNotTakeForEndedWhatCannotBeRead() throws IOException {
        Files.createDirectories(root.resolve("7/stat"));
        final ProcFiles proc = new ProcFiles(root);
        assertTrue(proc.started(8).isEmpty(), "not there");
        assertThrows(UncheckedIOException.class, () -> proc.started(7));
    }

    @Test
    void shouldTellOfAProcessThatMayNotBeLookedInto() throws IOException {
        process(5, 100);
        process(6, 200);
        Files.createDirectories(root.resolve("6/ns"));
        Files.createDirectories(root.resolve("6/fd"));
        Files.createSymbolicLink(root.resolve("6/ns/net"), Path.of("net:[1]"));
        final ProcFiles proc = new ProcFiles(root);
        final ProcessFinder finder = new ProcessFinder(proc, new CaptureTarget("twin", 0, false, false, null, null));
        assertEquals(6, finder.first(), "the oldest that may be looked into");

        final ProcessMembers members = new ProcessMembers(proc, finder.first(), finder.shown());
        assertTrue(members.update(Map.of(5, 100L, 6, 200L)));
        members.readDescriptors();
        members.requireReadable();
        assertFalse(members.isEmpty());
        assertEquals(1, members.failures().size());
        assertEquals(ErrorCode.START_NO_PERMISSION, members.failures().get(0).error());
    }

    private void process(int pid, long started) throws IOException {
        final Path folder = Files.createDirectories(root.resolve(Integer.toString(pid)));
        Files.writeString(folder.resolve("comm"), "twin\n");
        Files.writeString(folder.resolve("stat"), pid + " (twin) S 1" + " 0".repeat(17) + " " + started + " 0");
    }
}
