package io.ringcap.bench.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A new folder for what is recorded; it and all in it are removed when it is closed, or when the JVM ends. One thread. */
final class RecordedFolder implements AutoCloseable {
    private final Path path;

    private RecordedFolder(Path path) {
        this.path = path;
    }

    static RecordedFolder in(Path parent, String prefix) throws IOException {
        final RecordedFolder folder = new RecordedFolder(Files.createTempDirectory(parent, prefix));
        ExitWork.add(folder);
        return folder;
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        if (!ExitWork.remove(this)) {
            return;
        }
        final List<Path> all;
        try (Stream<Path> found = Files.walk(path)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.deleteIfExists(each);
        }
    }
}
