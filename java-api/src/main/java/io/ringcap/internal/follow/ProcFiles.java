package io.ringcap.internal.follow;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The processes of this machine as {@code /proc} shows them. What is there may be gone a moment later: then there is nothing, not an
 * error; what is there and cannot be read for lack of descriptors or memory is an {@link UncheckedIOException}, for it has not ended.
 * Names are bytes that anybody may choose; they are shown as text and used for nothing else. Immutable.
 */
final class ProcFiles {
    /** Of one file; a process may have a command line of gigabytes. */
    private static final int MOST_BYTES = 64 << 10;

    private static final int STATE_FIELD = 0;
    private static final int PARENT_FIELD = 1;
    private static final int THREADS_FIELD = 17;
    private static final int STARTED_FIELD = 19;
    private static final Path OWN_NETNS = Path.of("/proc/thread-self/ns/net");

    /** A link to the network namespace that a process is in. */
    static final String NETNS = "ns/net";

    private final Path root;

    ProcFiles() {
        this(Path.of("/proc"));
    }

    /** Another folder of that form, for tests. */
    ProcFiles(Path root) {
        this.root = root;
    }

    /** The ids of all processes, in ascending order. */
    List<Integer> pids() {
        final List<Integer> pids = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(root, "[0-9]*")) {
            for (Path each : all) {
                try {
                    pids.add(Integer.valueOf(String.valueOf(each.getFileName())));
                } catch (NumberFormatException e) {
                    // Not a process.
                }
            }
        } catch (NoSuchFileException | AccessDeniedException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (DirectoryIteratorException e) {
            throw new UncheckedIOException(e.getCause());
        }
        pids.sort(null);
        return pids;
    }

    /** A process's file as text; empty when the process is gone, or this user may not read it. */
    String read(int pid, String file) {
        try (InputStream open = Files.newInputStream(of(pid).resolve(file))) {
            return new String(open.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        } catch (NoSuchFileException | AccessDeniedException e) {
            return "";
        } catch (IOException e) {
            // It may have ended while its file was open. To ask that takes no descriptor.
            if (Files.notExists(of(pid))) {
                return "";
            }
            throw new UncheckedIOException(e);
        }
    }

    /** Where a link of a process leads to, as text; empty when it cannot be read. */
    String link(int pid, String file) {
        try {
            return String.valueOf(Files.readSymbolicLink(of(pid).resolve(file)));
        } catch (IOException | InvalidPathException e) {
            return "";
        }
    }

    /** Whether this user may know in which network namespace a process is; what sockets it has takes the same right. */
    boolean isReadable(int pid) {
        return !link(pid, NETNS).isEmpty();
    }

    Path of(int pid) {
        return root.resolve(Integer.toString(pid));
    }

    /** The network namespace of a process; null for the one that the calling thread is in, which need not be entered. */
    @Nullable
    Path foreignNetns(int pid) {
        final String its = link(pid, NETNS);
        try {
            if (!its.isEmpty() && its.equals(Files.readSymbolicLink(OWN_NETNS).toString())) {
                return null;
            }
        } catch (IOException e) {
            // Then whoever enters it finds out.
        }
        return of(pid).resolve(NETNS);
    }

    /**
     * When a process began, in ticks since the machine did: it tells a process from a later one of the same number. Empty for one
     * that has ended, though its parent has not taken note of it yet.
     */
    OptionalLong started(int pid) {
        final String[] fields = fields(pid);
        return hasEnded(fields) ? OptionalLong.empty() : field(fields, STARTED_FIELD);
    }

    /** Whether the process that began then is there. One that is about to end gives up its namespaces first. */
    boolean isStill(int pid, OptionalLong began) {
        return began.isPresent() && began.equals(started(pid)) && !hasLeftItsNamespace(pid);
    }

    private boolean hasLeftItsNamespace(int pid) {
        try {
            Files.readSymbolicLink(of(pid).resolve(NETNS));
            return false;
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    OptionalLong parent(int pid) {
        return field(fields(pid), PARENT_FIELD);
    }

    /** The main thread alone may have ended: that is a process still. */
    private static boolean hasEnded(String[] fields) {
        return (fields[STATE_FIELD].equals("Z") || fields[STATE_FIELD].equals("X"))
                && field(fields, THREADS_FIELD).orElse(1) <= 1;
    }

    /** What {@code stat} holds behind the name, which may be anything. */
    private String[] fields(int pid) {
        final String stat = read(pid, "stat");
        return stat.substring(stat.lastIndexOf(')') + 1).strip().split(" +", -1);
    }

    private static OptionalLong field(String[] fields, int index) {
        return fields.length <= index ? OptionalLong.empty() : number(fields[index]);
    }

    private static OptionalLong number(String digits) {
        try {
            return OptionalLong.of(Long.parseLong(digits));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
