package io.ringcap.bench.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A new folder for what is recorded; it and all in it are removed when it is closed, or when the JVM ends. One thread. */
final class RecordedFolder implements AutoCloseable {
    private static final int ATTEMPTS = 10;

    private final Path path;

    private RecordedFolder(Path path) {
        this.path = path;
    }

    static RecordedFolder in(Path parent, String prefix) throws IOException {
        return ExitWork.open(() -> new RecordedFolder(Files.createTempDirectory(parent, prefix)));
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        if (!ExitWork.isToClose(this)) {
            return;
        }
        for (int attempt = 1; Files.exists(path); attempt++) {
            try {
                removeAll();
            } catch (IOException | UncheckedIOException e) {
                // A thread of an ending JVM may be at it too: what it has removed cannot be removed again.
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
        ExitWork.closed(this);
    }

    private void removeAll() throws IOException {
        final List<Path> all;
        try (Stream<Path> found = Files.walk(path)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.deleteIfExists(each);
        }
    }
}
