package io.ringcap.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A JVM of its own for a class with a {@code main}, with another class path, properties, environment, user or namespace.
 * Confined to the test's thread.
 */
public final class ChildJvm {
    private final Class<?> mainClass;
    private final List<String> prefix = new ArrayList<>();
    private final List<String> environment = new ArrayList<>();
    private final List<String> flags = new ArrayList<>();
    private Predicate<String> isOnClassPath = entry -> true;
    private @Nullable String copiedClassPath;

    public ChildJvm(Class<?> mainClass) {
        this.mainClass = mainClass;
    }

    /** A program with arguments that starts the JVM, such as {@code ip netns exec NAME}. */
    public ChildJvm startedBy(String... command) {
        prefix.addAll(List.of(command));
        return this;
    }

    public ChildJvm variable(String name, String value) {
        environment.add(name + "=" + value);
        return this;
    }

    public ChildJvm property(String name, Path value) {
        flags.add("-D" + name + "=" + value);
        return this;
    }

    public ChildJvm flags(List<String> more) {
        flags.addAll(more);
        return this;
    }

    /** Takes jars off the class path whose file name begins like this. */
    public ChildJvm without(String jarPrefix) {
        isOnClassPath = isOnClassPath.and(
                entry -> !Path.of(entry).getFileName().toString().startsWith(jarPrefix));
        return this;
    }

    /** Copies what the class path names into a folder, where other users can read it. */
    public ChildJvm withClassPathCopiedTo(Path folder) throws IOException {
        final List<String> copies = new ArrayList<>();
        for (String entry : classPath().split(File.pathSeparator, -1)) {
            final Path copy =
                    folder.resolve(copies.size() + "-" + Path.of(entry).getFileName());
            copyOpenly(Path.of(entry), copy);
            copies.add(copy.toString());
        }
        copiedClassPath = String.join(File.pathSeparator, copies);
        return this;
    }

    /** Uses what {@link #withClassPathCopiedTo} has copied before: copying takes longer than the JVM's start. */
    public ChildJvm withClassPathIn(Path folder) throws IOException {
        try (Stream<Path> copies = Files.list(folder)) {
            copiedClassPath = copies.map(Path::toString).sorted().collect(Collectors.joining(File.pathSeparator));
        }
        return this;
    }

    private static void copyOpenly(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path source : all.toList()) {
                final Path target = to.resolve(from.relativize(source).toString());
                Files.createDirectories(target.getParent());
                Files.copy(source, target);
                Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
        Files.setPosixFilePermissions(to.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Runs the class to its end and returns what it said on stdout. */
    public String run(String... arguments) {
        return Commands.run(command(arguments).toArray(String[]::new)).strip();
    }

    /** Starts the class; what it says on stderr goes to the test's own. Who starts it ends it. */
    public Process start(String... arguments) throws IOException {
        return new ProcessBuilder(command(arguments))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private List<String> command(String... arguments) {
        final List<String> command = new ArrayList<>(prefix);
        command.add("env");
        command.addAll(environment);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath(), mainClass.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private String classPath() {
        if (copiedClassPath != null) {
            return copiedClassPath;
        }
        // Maven's own class path may be one jar that names the others.
        final String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(all.split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .filter(isOnClassPath)
                .collect(Collectors.joining(File.pathSeparator));
    }
}
