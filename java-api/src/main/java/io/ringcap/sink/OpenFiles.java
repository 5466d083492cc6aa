package io.ringcap.sink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Says which files of a folder are open somewhere on this machine, as far as this process may know: descriptors of other
 * processes, mappings of its own, and what its readers hold. Stateless; any thread.
 *
 * <p>Its own descriptors do not count: those that steer the page cache are given back a little later than the file is left.
 *
 * <p>Design note: descriptors are listed and then read, so that a process which opens a file and closes another in between
 * shows neither. One that has any file of the folder open is therefore looked at more than once; a reader of a journal has its
 * table open all the time.
 */
final class OpenFiles {
    private static final Path PROCESSES = Path.of("/proc");
    private static final int MIN_LOOKS = 2;
    private static final int MAX_LOOKS = 4;
    private static final Path OWN_MAPPINGS = Path.of("/proc/self/maps");

    private OpenFiles() {}

    /** Real paths of the files in a folder that are in use. */
    static Set<String> below(Path directory) throws IOException {
        final Set<String> open = new HashSet<>();
        final String prefix = directory.toRealPath() + "/";
        try {
            if (Files.isReadable(OWN_MAPPINGS)) {
                addOwn(prefix, open);
                addOthers(prefix, open);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        // Last: it takes no time, so that no reader of this process begins behind it unseen.
        open.addAll(JournalHold.ofThisProcess());
        return open;
    }

    private static void addOwn(String prefix, Set<String> open) throws IOException {
        // Other mappings may have names in any encoding.
        final String latin = new String(prefix.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        try (Stream<String> lines = Files.lines(OWN_MAPPINGS, StandardCharsets.ISO_8859_1)) {
            lines.forEach(line -> {
                final int at = line.indexOf(latin);
                if (at >= 0) {
                    open.add(new String(
                            line.substring(at).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
                }
            });
        }
    }

    private static void addOthers(String prefix, Set<String> open) throws IOException {
        final String own = Long.toString(ProcessHandle.current().pid());
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[1-9]*")) {
            for (Path process : processes) {
                if (!process.endsWith(own)) {
                    addOf(process.resolve("fd"), prefix, open);
                }
            }
        }
    }

    /** Looks until it has seen a segment: a reader that shows none was moving on from one to the next. */
    private static void addOf(Path descriptors, String prefix, Set<String> open) {
        final Set<String> seen = new HashSet<>();
        boolean isMoving = true;
        for (int look = 0; isMoving && look < MAX_LOOKS; look++) {
            addTargets(descriptors, prefix, seen);
            isMoving = !seen.isEmpty() && (look + 1 < MIN_LOOKS || seen.stream().noneMatch(OpenFiles::isSegment));
        }
        open.addAll(seen);
    }

    private static boolean isSegment(String path) {
        return path.endsWith(JournalFolder.SEGMENT_SUFFIX);
    }

    private static void addTargets(Path descriptors, String prefix, Set<String> open) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(descriptors)) {
            for (Path file : files) {
                final String target = targetOf(file);
                if (target.startsWith(prefix)) {
                    open.add(target);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // It has ended meanwhile, or is another user's; nobody but that user and root could know.
            return;
        }
    }

    private static String targetOf(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException | InvalidPathException e) {
            // Closed meanwhile.
            return "";
        }
    }
}
