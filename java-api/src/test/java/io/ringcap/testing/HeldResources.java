package io.ringcap.testing;

import io.ringcap.internal.pcap.Slab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What this process holds at one moment, as far as Ringcap could leak it; {@link LeakCheck} says what that is. Immutable.
 *
 * @param threads live threads of Ringcap
 * @param slabBytes bytes mapped for rings
 * @param files open file descriptors by what they are, with their number
 * @param mappings mapped memory by what it is a mapping of, with the number of mappings
 */
record HeldResources(Set<Thread> threads, long slabBytes, Map<String, Integer> files, Map<String, Integer> mappings) {
    private static final Path OWN_FILES = Path.of("/proc/self/fd");
    private static final Path OWN_MAPPINGS = Path.of("/proc/self/maps");
    private static final String THREAD_PREFIX = "ringcap";
    private static final Pattern COUNTED_FILE = Pattern.compile(
            "socket:\\[\\d+\\]|anon_inode:\\[eventfd\\]|.*\\.(pcap|pcapng|part|cq4|cq4t)( \\(deleted\\))?");
    private static final Pattern COUNTED_MAPPING = Pattern.compile("(socket:\\[\\d+\\]|/.*\\.cq4t?( \\(deleted\\))?)$");

    static {
        // The JDK opens sockets of its own with the first channel and keeps them: that must not be some test's leak.
        try (FileChannel file = FileChannel.open(OWN_MAPPINGS);
                ServerSocketChannel socket = ServerSocketChannel.open()) {
            file.isOpen();
            socket.isOpen();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static HeldResources take() {
        final Set<Thread> threads = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(THREAD_PREFIX))
                .collect(Collectors.toUnmodifiableSet());
        return new HeldResources(threads, Slab.bytesInUse(), openFiles(), openMappings());
    }

    /** Each thing that is held now and was not before, as text. */
    List<String> beyond(HeldResources before) {
        final List<String> leftovers = new ArrayList<>();
        for (Thread thread : threads) {
            if (!before.threads.contains(thread)) {
                leftovers.add("thread '" + thread.getName() + "' (" + thread.getState() + ")");
            }
        }
        if (slabBytes > before.slabBytes) {
            leftovers.add((slabBytes - before.slabBytes) + " bytes of slabs");
        }
        addMore(leftovers, "file descriptor of ", files, before.files);
        addMore(leftovers, "mapping of ", mappings, before.mappings);
        return leftovers;
    }

    private static void addMore(List<String> to, String what, Map<String, Integer> now, Map<String, Integer> before) {
        now.forEach((name, count) -> {
            final int more = count - before.getOrDefault(name, 0);
            if (more > 0) {
                to.add(more + " " + what + name);
            }
        });
    }

    private static Map<String, Integer> openFiles() {
        final Map<String, Integer> found = new TreeMap<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(OWN_FILES)) {
            for (Path descriptor : descriptors) {
                final String target = target(descriptor);
                if (COUNTED_FILE.matcher(target).matches()) {
                    found.merge(target, 1, Integer::sum);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            // Closed by another thread since the folder was read.
            return "";
        }
    }

    private static Map<String, Integer> openMappings() {
        final Map<String, Integer> found = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(OWN_MAPPINGS)) {
                final Matcher matcher = COUNTED_MAPPING.matcher(line);
                if (matcher.find()) {
                    found.merge(matcher.group(), 1, Integer::sum);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }
}
