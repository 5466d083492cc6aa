package io.ringcap.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A control group with the path that an engine gives a container, and processes in it that do nothing: what Ringcap sees of a
 * container. Confined to the test's thread; {@link #close()} ends the processes and removes the groups that it has made.
 */
public final class TestContainer implements AutoCloseable {
    private static final Path HIERARCHIES = Path.of("/sys/fs/cgroup");

    private final Path root;
    private final Path group;
    private final List<Path> made = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();

    private TestContainer(Path root, Path group) {
        this.root = root;
        this.group = group;
    }

    /** A group of version 2, or of version 1 where there is only that one; skips the test where neither can be made. */
    public static TestContainer open(String cgroupPath) {
        return open(firstWritable("unified", ".", "systemd", "pids"), cgroupPath);
    }

    /** A group of a hierarchy of version 1; skips the test where there is none. */
    public static TestContainer openVersion1(String cgroupPath) {
        return open(firstWritable("freezer", "systemd", "pids"), cgroupPath);
    }

    private static TestContainer open(Path root, String cgroupPath) {
        final TestContainer container = new TestContainer(root, root.resolve(cgroupPath.substring(1)));
        try {
            container.make(container.group);
            return container;
        } catch (IOException e) {
            container.close();
            throw new UncheckedIOException(e);
        }
    }

    private static Path firstWritable(String... hierarchies) {
        for (String name : hierarchies) {
            final Path root = HIERARCHIES.resolve(name).normalize();
            if (Files.isWritable(root.resolve("cgroup.procs"))) {
                return root;
            }
        }
        LiveNetwork.assumeLive();
        Assumptions.abort("no control group can be made here");
        throw new IllegalStateException("not reached");
    }

    private void make(Path folder) throws IOException {
        if (!folder.equals(root) && !Files.exists(folder)) {
            make(folder.getParent());
            Files.createDirectory(folder);
            made.add(folder);
        }
    }

    /** Starts a process in it, in a named network namespace. */
    public Process start(Path netns) throws IOException {
        final Process process = new ProcessBuilder(
                        "nsenter", "--net=" + netns, "sleep", Long.toString(TimeUnit.HOURS.toSeconds(1)))
                .start();
        processes.add(process);
        Files.writeString(group.resolve("cgroup.procs"), Long.toString(process.pid()));
        return process;
    }

    /** Ends its processes. */
    public void stop() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly();
            process.waitFor(5, TimeUnit.SECONDS);
        }
        processes.clear();
    }

    @Override
    public void close() {
        try {
            stop();
            // A group that a process was in takes a moment to become free.
            Collections.reverse(made);
            for (Path folder : made) {
                remove(folder);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void remove(Path folder) throws InterruptedException {
        for (int left = 100; left > 0; left--) {
            try {
                Files.deleteIfExists(folder);
                return;
            } catch (IOException e) {
                // Another test's group may be in it, which goes with that test.
                if (hasGroups(folder)) {
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }
    }

    private static boolean hasGroups(Path folder) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, Files::isDirectory)) {
            return all.iterator().hasNext();
        } catch (IOException e) {
            return false;
        }
    }
}
