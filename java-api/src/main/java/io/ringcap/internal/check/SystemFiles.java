package io.ringcap.internal.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * The files in which the kernel shows itself, below a root. Immutable. What is missing or may not be read is empty: that is no failure
 * of a check, which then has nothing to tell.
 */
final class SystemFiles {
    private static final long UNKNOWN = -1;

    private final Path root;

    SystemFiles(Path root) {
        this.root = root;
    }

    /** The text of a file, stripped. */
    String text(String path) {
        try {
            return new String(Files.readAllBytes(at(path)), StandardCharsets.UTF_8).strip();
        } catch (IOException | InvalidPathException e) {
            return "";
        }
    }

    List<String> lines(String path) {
        return text(path).lines().toList();
    }

    /** The number that is all of a file; -1 for anything else. */
    long number(String path) {
        return parse(text(path));
    }

    /** The number behind a name in a file of lines such as {@code MemAvailable:  1024 kB}; -1 when there is none. */
    long number(String path, String name) {
        return lines(path).stream()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> parse(
                        line.substring(name.length() + 1).replace("kB", "").strip()))
                .findFirst()
                .orElse(UNKNOWN);
    }

    private Path at(String path) {
        return root.resolve(path.substring(1));
    }

    private static long parse(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return UNKNOWN;
        }
    }
}
