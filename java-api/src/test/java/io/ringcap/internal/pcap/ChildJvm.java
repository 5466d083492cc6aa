package io.ringcap.internal.pcap;

import io.ringcap.testing.Commands;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A JVM for {@link SourceProbe} with a class path, properties and environment of its own. Confined to the test's thread. */
final class ChildJvm {
    private final List<String> environment = new ArrayList<>();
    private final List<String> properties = new ArrayList<>();
    private Predicate<String> isOnClassPath = entry -> true;

    ChildJvm variable(String name, String value) {
        environment.add(name + "=" + value);
        return this;
    }

    ChildJvm property(String name, Path value) {
        properties.add("-D" + name + "=" + value);
        return this;
    }

    /** Takes jars off the class path whose file name begins like this. */
    ChildJvm without(String jarPrefix) {
        isOnClassPath = entry -> !Path.of(entry).getFileName().toString().startsWith(jarPrefix);
        return this;
    }

    /** Runs the probe and returns what it said. */
    String probe(String... arguments) {
        final List<String> command = new ArrayList<>(List.of("env"));
        command.addAll(environment);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(properties);
        command.addAll(List.of("-cp", classPath(), SourceProbe.class.getName()));
        command.addAll(List.of(arguments));
        return Commands.run(command.toArray(String[]::new)).strip();
    }

    private String classPath() {
        // Maven's own class path is one jar that names the others.
        final String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(all.split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .filter(isOnClassPath)
                .collect(Collectors.joining(File.pathSeparator));
    }
}
