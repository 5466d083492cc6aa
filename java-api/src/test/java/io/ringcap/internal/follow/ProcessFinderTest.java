package io.ringcap.internal.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringcap.config.CaptureTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that come and go as nobody can have real ones do at will: folders that are made up. */
class ProcessFinderTest {
    @TempDir
    Path root;

    @Test
    void shouldKeepChildrenWhoseParentHasEnded() throws IOException {
        process(10, 1, 100);
        process(11, 10, 110);
        process(12, 11, 120);
        process(20, 1, 105);
        final ProcessFinder finder = of(10, true);
        assertEquals(Map.of(10, 100L, 11, 110L, 12, 120L), finder.found());

        end(10);
        process(11, 1, 110);
        assertTrue(finder.refresh());
        assertEquals(Map.of(11, 110L, 12, 120L), finder.found());

        end(11);
        process(12, 1, 120);
        process(13, 12, 130);
        assertTrue(finder.refresh());
        assertEquals(Map.of(12, 120L, 13, 130L), finder.found());

        end(12);
        end(13);
        assertFalse(finder.refresh());
    }

    @Test
    void shouldNotTakeALaterProcessOfTheSameNumberForTheOne() throws IOException {
        process(10, 1, 100);
        final ProcessFinder finder = of(10, false);
        process(10, 1, 900);
        assertFalse(finder.refresh());
    }

    @Test
    void shouldReadNoMoreOfAFileThanAProcessMayTellOfItself() throws IOException {
        process(10, 1, 100);
        Files.write(root.resolve("10/cmdline"), new byte[1 << 20]);
        assertEquals(64 << 10, new ProcFiles(root).read(10, "cmdline").length());
    }

    private ProcessFinder of(int pid, boolean withChildren) {
        return new ProcessFinder(new ProcFiles(root), new CaptureTarget(null, pid, withChildren, false, null, null));
    }

    private void process(int pid, int parent, long started) throws IOException {
        final Path folder = Files.createDirectories(root.resolve(Integer.toString(pid)));
        Files.writeString(folder.resolve("stat"), pid + " (one) S " + parent + " 0".repeat(17) + " " + started + " 0");
    }

    private void end(int pid) throws IOException {
        final Path folder = root.resolve(Integer.toString(pid));
        Files.delete(folder.resolve("stat"));
        Files.delete(folder);
    }
}
