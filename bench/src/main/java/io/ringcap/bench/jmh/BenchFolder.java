package io.ringcap.bench.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A temporary folder for what a benchmark writes; its maker closes it, which removes it with all that is in it. */
final class BenchFolder implements AutoCloseable {
    private final Path path;

    BenchFolder() throws IOException {
        path = Files.createTempDirectory("ringcap-bench");
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        final List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(path)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : deepestFirst) {
            Files.deleteIfExists(each);
        }
    }
}
